import {
  changeDetailSchema,
  changeDifferenceSchema,
  changePageSchema,
  changeQuerySchema,
  changeReadPermission,
  historyEntrySchema,
  pageSchema,
} from '@internal/plugin-policies-common';
import { defineRoute, FileAnswer, Route } from '@internal/plugin-policies-node';
import { ChangeService } from './ChangeService';
import { changeWriteRoutes, ofChange } from './changeWriteRoutes';
import { zipEvidence } from './evidence/EvidencePack';

const reads = {
  ...ofChange,
  method: 'get',
  needs: [changeReadPermission],
} as const;

/** Routes of changes and of the history of sets. Every write is an event of the auditor. */
export function changeRoutes(changes: ChangeService): Route[] {
  return [
    defineRoute({
      ...reads,
      path: '/changes',
      operation: 'listChanges',
      summary: 'Changes, newest first',
      query: changeQuerySchema,
      answer: {
        description: 'A page, with the number of changes in each state',
        schema: changePageSchema,
      },
      handle: ({ query: { state, ...query }, credentials }) =>
        changes.list({ ...query, states: state }, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/changes/:id',
      operation: 'getChange',
      summary: 'One change',
      answer: {
        description: 'The change as it is now',
        schema: changeDetailSchema,
      },
      handle: ({ params, credentials }) =>
        changes.get(params.id, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/changes/:id/difference',
      operation: 'getChangeDifference',
      summary: 'A change by text and by meaning',
      answer: {
        description: 'Files, policies and cases that differ',
        schema: changeDifferenceSchema,
      },
      handle: ({ params, credentials }) =>
        changes.getDifference(params.id, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/changes/:id/evidence',
      operation: 'getChangeEvidence',
      summary:
        'Everything an auditor asks for about a change, to be verified offline',
      audit: { eventId: 'change-evidence', severity: 'low' },
      answer: {
        description: 'The pack; README.txt in it says what it holds',
        file: 'application/zip',
      },
      handle: async ({ params, credentials }) => {
        const parts = await changes.getEvidence(params.id, { credentials });
        return new FileAnswer(
          `change-${parts.change.id}-evidence.zip`,
          'application/zip',
          zipEvidence(parts),
        );
      },
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set/history',
      operation: 'listHistory',
      summary: 'Every switch of the active revision, newest first',
      answer: {
        description: 'All of them',
        schema: pageSchema(historyEntrySchema),
      },
      handle: ({ params, credentials }) =>
        changes.listHistory(params.set, { credentials }),
    }),
    ...changeWriteRoutes(changes),
  ];
}
