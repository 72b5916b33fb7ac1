import {
  EvaluationRequest,
  FileUse,
  Journey,
  JourneyPreview,
  NativeTestResult,
  PlaygroundCaseEvent,
} from '@internal/plugin-policies-common';
import { startPortal } from './portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Files as some team has them, without manifest, and what becomes of each. */
export interface Brought {
  name: string;
  files: Record<string, string>;
  /** Name of the set. */
  set?: string;
  /** As the journey is answered. */
  resourceType?: string;
  subjectType?: string;
  /** What each file is read as; empty where the import takes nothing. */
  account?: Record<string, FileUse>;
  /** What the import says, where it takes nothing. */
  refused?: RegExp[];
  /** Errors of the preview, and what is still missing; none by default. */
  problems?: RegExp[];
  /** Whether it may be read, by the id of the subject. */
  reads?: Record<string, boolean>;
  /** How many tests of the engine's own format pass. */
  nativeTests?: number;
}

/** Imports files into a journey, and looks what it makes of them. */
export async function bringFiles(
  portal: Portal,
  { files, set = 'shop', resourceType = 'doc' }: Brought,
) {
  const { body } = await portal
    .post('/journeys', {
      fields: {
        domain: 'shop',
        owner: 'group:default/testers',
        title: 'Shop',
        set,
        resourceType,
      },
    })
    .expect(201);
  const journey: Journey = body;
  const { id } = journey;
  const imported = await portal.post(`/journeys/${id}/files`, {
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  });
  const preview: JourneyPreview = (
    await portal.post(`/journeys/${id}/preview`, {}).expect(200)
  ).body;
  return { journey, imported, preview };
}

/** What became of brought files, in the terms in which {@link Brought} says it. */
interface Outcome {
  refused: string[];
  /** What a person is told of. */
  told: string[];
  account: Record<string, FileUse>;
  reads: Record<string, string>;
  nativeTests: Array<[NativeTestResult['status'], string | undefined]>;
}

/** Brings files, and looks what each is read as, what is said of them and how they decide. */
export async function outcomeOf(
  portal: Portal,
  brought: Brought,
): Promise<Outcome> {
  const { imported, preview } = await bringFiles(portal, brought);
  const { message } = imported.body.error ?? {};
  const { resourceType = 'doc', subjectType = 'user' } = brought;
  const reads: Outcome['reads'] = {};
  for (const id of Object.keys(brought.reads ?? {})) {
    reads[id] = await decide(portal, preview, {
      subject: { type: subjectType, id },
      action: { name: 'read' },
      resource: { type: resourceType.split(',')[0], id: '1' },
    });
  }
  const native =
    brought.nativeTests === undefined
      ? []
      : await runNativeTests(portal, preview);
  return {
    refused:
      message === undefined ? [] : (brought.refused ?? ['']).map(() => message),
    told: message === undefined ? toldOf(preview) : [],
    account: Object.fromEntries(
      preview.account.map(({ path, use }) => [path, use]),
    ),
    reads,
    nativeTests: native.map(({ status, message: why }) => [status, why]),
  };
}

/** What is expected to become of them. */
export function expectedOf(brought: Brought): Outcome {
  const { refused = [], problems = [], account, reads = {} } = brought;
  return {
    refused: refused.map(sentence => expect.stringMatching(sentence)),
    // Nobody wrote the manifest, so nobody is told of it.
    told: problems.map(sentence =>
      expect.stringMatching(
        new RegExp(`^(?!.*(policy-set|spec\\.)).*${sentence.source}`),
      ),
    ),
    account: refused.length
      ? {}
      : { 'policy-set.yaml': 'manifest', ...account },
    reads: Object.fromEntries(
      Object.entries(reads).map(([id, allowed]) => [
        id,
        allowed ? 'allowed' : 'denied',
      ]),
    ),
    nativeTests: Array.from({ length: brought.nativeTests ?? 0 }, () => [
      'passed',
      undefined,
    ]),
  };
}

function toldOf({ problems, diagnostics }: JourneyPreview): string[] {
  return [
    ...problems.map(({ message }) => message),
    ...diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ message, help }) => `${message} ${help}`),
  ];
}

async function decide(
  portal: Portal,
  { files }: JourneyPreview,
  request: EvaluationRequest,
): Promise<string> {
  const { body } = await portal
    .post('/playground/evaluate', { files, request })
    .expect(200);
  return body.decision.outcome;
}

async function runNativeTests(
  portal: Portal,
  { files }: JourneyPreview,
): Promise<NativeTestResult[]> {
  const { text } = await portal
    .post('/playground/cases', { files })
    .expect(200);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): PlaygroundCaseEvent => JSON.parse(line))
    .flatMap(event => (event.type === 'nativeTests' ? event.results : []));
}
