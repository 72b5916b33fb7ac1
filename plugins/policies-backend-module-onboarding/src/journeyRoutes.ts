import { Permission } from '@backstage/plugin-permission-common';
import {
  changeEditPermission,
  changeProposePermission,
  changeReadPermission,
  createJourneySchema,
  draftSchema,
  journeyChangeSchema,
  journeyCreatePermission,
  journeyEditPermission,
  journeyManagePermission,
  journeyPeopleSchema,
  journeyReadPermission,
  LIMITS,
  saveJourneySchema,
} from '@internal/plugin-policies-common';
import {
  defineRoute,
  FileAnswer,
  Route,
  RouteCall,
  zipFiles,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { unzipBundle } from './bundle/unzipBundle';
import { JourneyService } from './JourneyService';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;

/** Routes of onboarding. Every write is an event of the auditor. */
export function journeyRoutes(journeys: JourneyService): Route[] {
  return [
    {
      ...read('/journeys', ({ credentials }) =>
        journeys.getBoard({ credentials }),
      ),
      // It tells of open changes.
      needs: [journeyReadPermission, changeReadPermission],
    },
    read('/sets/:set/scorecard', ({ params, credentials }) =>
      journeys.getScorecard(params.set, { credentials }),
    ),
    read('/journeys/entities', async ({ credentials }) => {
      const items = await journeys.listEntities({ credentials });
      return { items, total: items.length };
    }),
    read('/journeys/:id', ({ params, credentials }) =>
      journeys.get(params.id, { credentials }),
    ),
    read(
      '/journeys/:id/repository',
      async ({ params: { id }, credentials, accepts }) => {
        const { files } = await journeys.getRepository(id, { credentials });
        const type = accepts(['application/json', 'application/zip']);
        return type === 'application/zip'
          ? new FileAnswer(
              `journey-${id}-repository.zip`,
              type,
              zipFiles(files),
            )
          : { files };
      },
    ),
    read('/journeys/:id/branch', async ({ params, credentials }) => {
      const branch = await journeys.getBranch(params.id, { credentials });
      return { items: branch ? [branch] : [] };
    }),
    defineRoute({
      method: 'post',
      path: '/journeys/:id/preview',
      needs: [journeyReadPermission],
      handle: ({ params, credentials }) =>
        journeys.preview(params.id, { credentials }),
    }),
    write('post /journeys', 'journey-create', {
      needs: [journeyCreatePermission],
      input: { ...bodyOf(createJourneySchema), limit: 100_000 },
      status: 201,
      handle: ({ body, credentials }) => journeys.create(body, { credentials }),
    }),
    write('patch /journeys/:id', 'journey-save', {
      input: { ...bodyOf(saveJourneySchema), limit: MAX_FILES_BYTES },
      handle: ({ params, body, credentials }) =>
        journeys.save(params.id, body, { credentials }),
    }),
    write('put /journeys/:id/people', 'journey-people', {
      needs: [journeyReadPermission, journeyManagePermission],
      input: bodyOf(journeyPeopleSchema),
      handle: ({ params, body, credentials }) =>
        journeys.setPeople(params.id, body, { credentials }),
    }),
    write('post /journeys/:id/files', 'journey-import', {
      input: {
        ...bodyOf(draftSchema),
        limit: MAX_FILES_BYTES,
        archive: {
          limit: LIMITS.setBytes,
          read: async bytes => ({ files: await unzipBundle(bytes) }),
        },
      },
      handle: ({ params, body, credentials }) =>
        journeys.importFiles(params.id, body, { credentials }),
    }),
    write('post /journeys/:id/change', 'journey-change', {
      needs: [
        journeyReadPermission,
        journeyEditPermission,
        // It proposes the set, or pushes to what was proposed.
        changeProposePermission,
        changeReadPermission,
        changeEditPermission,
      ],
      input: bodyOf(journeyChangeSchema),
      handle: ({ params, body, credentials }) =>
        journeys.openChange(params.id, body, { credentials }),
    }),
    write('post /journeys/:id/cases', 'journey-cases', {
      handle: ({ params, credentials }) =>
        journeys.generateCases(params.id, { credentials }),
    }),
    write('post /journeys/:id/branch', 'journey-branch', {
      handle: ({ params, credentials }) =>
        journeys.pushBranch(params.id, { credentials }),
    }),
    write('delete /journeys/:id', 'journey-remove', {
      needs: [journeyReadPermission, journeyManagePermission],
      handle: ({ params, credentials }) =>
        journeys.remove(params.id, { credentials }),
    }),
  ];
}

function bodyOf<T>(schema: z.ZodType<T>) {
  return {
    schema,
    limit: 20_000,
    refusal: 'the journey cannot take this:',
  };
}

function read(
  path: string,
  handle: (call: RouteCall) => Promise<unknown>,
): Route {
  return { method: 'get', path, needs: [journeyReadPermission], handle };
}

function write<T>(
  route: string,
  eventId: string,
  {
    needs = [journeyReadPermission, journeyEditPermission],
    ...rest
  }: Pick<Route<T>, 'handle' | 'input' | 'status'> & {
    needs?: readonly Permission[];
  },
): Route {
  const [method, path] = route.split(' ') as [Route['method'], string];
  return defineRoute({
    ...rest,
    method,
    path,
    needs,
    audit: { eventId, severity: 'low' },
  });
}
