import {
  defineRoute,
  Route,
  RouteDescription,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { ApiDocument, describeApi } from './describeApi';
import { portalTag } from '../http/routeTags';

/**
 * The route that describes all of them as OpenAPI.
 *
 * @param others - what is mounted besides: what belongs to a feature that is left out is not described
 */
export function schemaRoutes(others: readonly RouteDescription[]): Route[] {
  let document: ApiDocument | undefined;
  const routes: Route[] = [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      operation: 'getOpenApi',
      summary: 'This description',
      tag: portalTag,
      needs: [],
      answer: {
        description: 'An OpenAPI 3.1 document',
        schema: z.looseObject({}),
      },
      handle: async () => {
        document ??= describeApi([...others, ...routes]);
        return document;
      },
    }),
  ];
  return routes;
}
