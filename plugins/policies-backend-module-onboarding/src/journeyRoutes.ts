import { Permission } from '@backstage/plugin-permission-common';
import {
  boardSchema,
  changeDetailSchema,
  changeEditPermission,
  changeProposePermission,
  changeReadPermission,
  createJourneySchema,
  draftSchema,
  entitySchema,
  journeyBranchSchema,
  journeyChangeSchema,
  journeyCreatePermission,
  journeyEditPermission,
  journeyManagePermission,
  journeyPeopleSchema,
  journeyPreviewSchema,
  journeyReadPermission,
  journeySavedSchema,
  journeySchema,
  LIMITS,
  pageSchema,
  saveJourneySchema,
  scorecardSchema,
} from '@internal/plugin-policies-common';
import {
  defineRoute,
  FileAnswer,
  Route,
  RouteTag,
  zipFiles,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { unzipBundle } from './bundle/unzipBundle';
import { JourneyService } from './JourneyService';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;

const onboardingTag: RouteTag = {
  name: 'onboarding',
  description: 'Journeys of new domains, and how far each domain is',
};
const ofJourney = { tag: onboardingTag, params: { id: 'Id of a journey' } };
const journey = { description: 'The journey', schema: journeySchema };

/** Routes of onboarding. Every write is an event of the auditor. */
export function journeyRoutes(journeys: JourneyService): Route[] {
  return [
    read({
      path: '/journeys',
      operation: 'getBoard',
      summary: 'How far each domain is, by evidence',
      // It tells of open changes.
      needs: [journeyReadPermission, changeReadPermission],
      answer: {
        description: 'Journeys and registered sets',
        schema: boardSchema,
      },
      handle: ({ credentials }) => journeys.getBoard({ credentials }),
    }),
    read({
      path: '/sets/:set/scorecard',
      operation: 'getScorecard',
      summary: 'What a set has of what it should have, and what to do next',
      answer: { description: 'As evidence tells', schema: scorecardSchema },
      handle: ({ params, credentials }) =>
        journeys.getScorecard(params.set, { credentials }),
    }),
    read({
      path: '/journeys/entities',
      operation: 'listJourneyEntities',
      summary:
        'Domains and groups that sets bring, as changes published them, for the catalog',
      answer: { description: 'All of them', schema: pageSchema(entitySchema) },
      handle: async ({ credentials }) => {
        const items = await journeys.listEntities({ credentials });
        return { items, total: items.length };
      },
    }),
    read({
      path: '/journeys/:id',
      operation: 'getJourney',
      summary: 'One journey with its fields',
      answer: { description: 'The journey', schema: journeySchema },
      handle: ({ params, credentials }) =>
        journeys.get(params.id, { credentials }),
    }),
    read({
      path: '/journeys/:id/repository',
      operation: 'getJourneyRepository',
      summary:
        'The set as a repository holds it, with its workflow and code owners',
      answer: {
        description: 'Files with their paths from the root of the repository',
        schema: draftSchema,
        file: 'application/zip',
      },
      handle: async ({ params: { id }, credentials, accepts }) => {
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
    }),
    read({
      path: '/journeys/:id/branch',
      operation: 'getJourneyBranch',
      summary: 'What became of the branch of a journey',
      answer: {
        description: 'Its state, with the way on; none while it was not pushed',
        schema: z.object({ items: z.array(journeyBranchSchema).max(1) }),
      },
      handle: async ({ params, credentials }) => {
        const branch = await journeys.getBranch(params.id, { credentials });
        return { items: branch ? [branch] : [] };
      },
    }),
    defineRoute({
      ...ofJourney,
      method: 'post',
      path: '/journeys/:id/preview',
      operation: 'previewJourney',
      summary: 'Files, diagnostics and cases that the fields come to',
      needs: [journeyReadPermission],
      answer: {
        description: 'As the real engine tells',
        schema: journeyPreviewSchema,
      },
      handle: ({ params, credentials }) =>
        journeys.preview(params.id, { credentials }),
    }),
    write({
      method: 'post',
      path: '/journeys',
      operation: 'createJourney',
      eventId: 'journey-create',
      summary: 'Begin a journey',
      needs: [journeyCreatePermission],
      input: { ...bodyOf(createJourneySchema), limit: 100_000 },
      status: 201,
      answer: journey,
      handle: ({ body, credentials }) => journeys.create(body, { credentials }),
    }),
    write({
      method: 'patch',
      path: '/journeys/:id',
      operation: 'saveJourney',
      eventId: 'journey-save',
      summary: 'Save fields; what someone else wrote meanwhile comes back',
      input: { ...bodyOf(saveJourneySchema), limit: MAX_FILES_BYTES },
      answer: {
        description: 'What was saved, and what was not',
        schema: journeySavedSchema,
      },
      handle: ({ params, body, credentials }) =>
        journeys.save(params.id, body, { credentials }),
    }),
    write({
      method: 'put',
      path: '/journeys/:id/people',
      operation: 'setJourneyPeople',
      eventId: 'journey-people',
      summary: 'Say who may write in a journey besides its creator',
      needs: [journeyReadPermission, journeyManagePermission],
      input: bodyOf(journeyPeopleSchema),
      answer: journey,
      handle: ({ params, body, credentials }) =>
        journeys.setPeople(params.id, body, { credentials }),
    }),
    write({
      method: 'post',
      path: '/journeys/:id/files',
      operation: 'importJourneyFiles',
      eventId: 'journey-import',
      summary:
        'Take over the files of a bundle; none where one of them has no place, and the error names it',
      input: {
        ...bodyOf(draftSchema),
        limit: MAX_FILES_BYTES,
        archive: {
          limit: LIMITS.setBytes,
          read: async bytes => ({ files: await unzipBundle(bytes) }),
        },
      },
      answer: journey,
      handle: ({ params, body, credentials }) =>
        journeys.importFiles(params.id, body, { credentials }),
    }),
    write({
      method: 'post',
      path: '/journeys/:id/change',
      operation: 'openJourneyChange',
      eventId: 'journey-change',
      summary: 'Open the change that registers the set, or push to it',
      needs: [
        journeyReadPermission,
        journeyEditPermission,
        // It proposes the set, or pushes to what was proposed.
        changeProposePermission,
        changeReadPermission,
        changeEditPermission,
      ],
      input: bodyOf(journeyChangeSchema),
      answer: {
        description: 'The change, in review',
        schema: changeDetailSchema,
      },
      handle: ({ params, body, credentials }) =>
        journeys.openChange(params.id, body, { credentials }),
    }),
    write({
      method: 'post',
      path: '/journeys/:id/cases',
      operation: 'generateJourneyCases',
      eventId: 'journey-cases',
      summary:
        'Write cases of what the engine decides now, to read and correct',
      answer: {
        description: 'The journey, with tests/generated.yaml',
        schema: journeySchema,
      },
      handle: ({ params, credentials }) =>
        journeys.generateCases(params.id, { credentials }),
    }),
    write({
      method: 'post',
      path: '/journeys/:id/branch',
      operation: 'pushJourneyBranch',
      eventId: 'journey-branch',
      summary:
        'Push the set as a branch of the configured repository, for a pull request',
      answer: { description: 'Where it is', schema: journeyBranchSchema },
      handle: ({ params, credentials }) =>
        journeys.pushBranch(params.id, { credentials }),
    }),
    write({
      method: 'delete',
      path: '/journeys/:id',
      operation: 'removeJourney',
      eventId: 'journey-remove',
      summary: 'Take a journey away',
      needs: [journeyReadPermission, journeyManagePermission],
      answer: { description: 'It is gone' },
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

type Said<TBody, TAnswer> = Omit<
  Route<TBody, unknown, TAnswer>,
  'method' | 'needs' | 'tag' | 'params' | 'audit'
> & { needs?: readonly Permission[] };

function read<TAnswer>(route: Said<unknown, TAnswer>): Route {
  return defineRoute({
    ...ofJourney,
    needs: [journeyReadPermission],
    ...route,
    method: 'get',
  });
}

function write<TBody, TAnswer>({
  eventId,
  ...route
}: Said<TBody, TAnswer> & {
  method: Route['method'];
  eventId: string;
}): Route {
  return defineRoute({
    ...ofJourney,
    needs: [journeyReadPermission, journeyEditPermission],
    ...route,
    audit: { eventId, severity: 'low' },
  });
}
