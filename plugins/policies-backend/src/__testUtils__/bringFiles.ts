import {
  EvaluationRequest,
  FileUse,
  Journey,
  JourneyPreview,
  NativeTestResult,
  PlaygroundCaseEvent,
} from '@internal/plugin-policies-common';
import { startPortal } from './startPortal';

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
  const { body: journey } = await portal
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
  const { id }: Journey = journey;
  const imported = await portal.post(`/journeys/${id}/files`, {
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  });
  const preview: JourneyPreview = (
    await portal.post(`/journeys/${id}/preview`, {}).expect(200)
  ).body;
  return { imported, preview };
}

/** Expects of brought files what is said of them. */
export async function expectAccounted(
  portal: Portal,
  brought: Brought,
): Promise<void> {
  const { imported, preview } = await bringFiles(portal, brought);
  if (brought.refused) {
    expect(imported.status).toBe(400);
    for (const sentence of brought.refused) {
      expect(imported.body.error.message).toMatch(sentence);
    }
    expect(preview.files).toEqual([]);
    return;
  }
  expect(imported.body.error?.message).toBeUndefined();
  const told = [
    ...preview.problems.map(({ message }) => message),
    ...preview.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ message, help }) => `${message} ${help}`),
  ];
  expect(told).toEqual(
    (brought.problems ?? []).map(sentence => expect.stringMatching(sentence)),
  );
  // Nobody wrote the manifest, so nobody is told of it.
  expect(told.join()).not.toMatch(/policy-set|spec\./);
  expect(
    Object.fromEntries(preview.account.map(({ path, use }) => [path, use])),
  ).toEqual({ 'policy-set.yaml': 'manifest', ...brought.account });
  for (const [id, expected] of Object.entries(brought.reads ?? {})) {
    const outcome = await decide(portal, preview, {
      subject: { type: brought.subjectType ?? 'user', id },
      action: { name: 'read' },
      resource: { type: brought.resourceType?.split(',')[0] ?? 'doc', id: '1' },
    });
    expect([id, outcome]).toEqual([id, expected ? 'allowed' : 'denied']);
  }
  if (brought.nativeTests !== undefined) {
    const results = await runNativeTests(portal, preview);
    expect(results.map(({ status, message }) => [status, message])).toEqual(
      Array.from({ length: brought.nativeTests }, () => ['passed', undefined]),
    );
  }
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
