import {
  policiesReadPermission,
  templateFilesSchema,
} from '@internal/plugin-policies-common';
import { defineRoute, Route } from '@internal/plugin-policies-node';
import { TemplateService } from './TemplateService';

const MAX_BODY_BYTES = 10_000;

/** Routes of starter policy sets. */
export function templateRoutes(templates: TemplateService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/templates',
      needs: [policiesReadPermission],
      handle: async ({ credentials }) => {
        const items = await templates.list({ credentials });
        return { items, total: items.length };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/templates/:template/files',
      needs: [policiesReadPermission],
      input: {
        schema: templateFilesSchema,
        limit: MAX_BODY_BYTES,
        refusal: 'the set is not described rightly:',
      },
      handle: ({ params, body, credentials }) =>
        templates.writeFiles(params.template, body, { credentials }),
    }),
  ];
}
