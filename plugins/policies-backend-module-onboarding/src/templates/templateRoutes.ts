import {
  draftSchema,
  pageSchema,
  setReadPermission,
  templateFilesSchema,
  templateSummarySchema,
} from '@internal/plugin-policies-common';
import { defineRoute, Route, RouteTag } from '@internal/plugin-policies-node';
import { TemplateService } from './TemplateService';

const MAX_BODY_BYTES = 10_000;

const templatesTag: RouteTag = {
  name: 'templates',
  description:
    'Starter policy sets, written for any engine that can express them',
};

/** Routes of starter policy sets. */
export function templateRoutes(templates: TemplateService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/templates',
      operation: 'listTemplates',
      summary: 'Starter policy sets',
      tag: templatesTag,
      needs: [setReadPermission],
      answer: {
        description:
          'All of them, with the configured engines that can express them',
        schema: pageSchema(templateSummarySchema),
      },
      handle: async ({ credentials }) => {
        const items = await templates.list({ credentials });
        return { items, total: items.length };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/templates/:template/files',
      operation: 'writeTemplateFiles',
      summary:
        'Write the files of a set from a template; nothing is registered',
      tag: templatesTag,
      params: { template: 'Name of a template' },
      needs: [setReadPermission],
      input: {
        schema: templateFilesSchema,
        limit: MAX_BODY_BYTES,
        refusal: 'the set is not described rightly:',
      },
      answer: {
        description: 'A complete set, cases included',
        schema: draftSchema,
      },
      handle: ({ params, body, credentials }) =>
        templates.writeFiles(params.template, body, { credentials }),
    }),
  ];
}
