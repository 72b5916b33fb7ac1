import { ChangeDetail, PolicyFile } from '@internal/plugin-policies-common';
import { setFiles, startPortal } from './portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Files of a small set, some of them replaced or left out. */
export function filesOf(
  name: string,
  options: Parameters<typeof setFiles>[1] = {},
  replaced: Record<string, string | undefined> = {},
): PolicyFile[] {
  return Object.entries({ ...setFiles(name, options), ...replaced }).flatMap(
    ([path, content]) => (content === undefined ? [] : [{ path, content }]),
  );
}

/** Waits until the checks of a change ended and what follows from them is settled. */
export async function checked(
  portal: Portal,
  id: string,
): Promise<ChangeDetail> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const { body } = await portal.as('ann').get(`/changes/${id}`).expect(200);
    if (
      body.checks.pending === 0 &&
      (body.state !== 'in-review' || body.requirements.length)
    ) {
      return body;
    }
    if (Date.now() > deadline) {
      throw new Error(`not settled: ${JSON.stringify(body, null, 1)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** What people do with changes of the set 'records'. */
export function changeActions(portal: () => Portal) {
  return {
    propose: async (
      person: string,
      files: PolicyFile[],
      more: object = {},
    ): Promise<ChangeDetail> => {
      const { body } = await portal()
        .as(person)
        .post('/changes', {
          set: 'records',
          title: 'Raise the limit',
          files,
          submit: true,
          ...more,
        })
        .expect(201);
      return checked(portal(), body.id);
    },
    push: async (
      person: string,
      { id, version }: ChangeDetail,
      files: PolicyFile[],
      base?: string,
    ): Promise<ChangeDetail> => {
      await portal()
        .as(person)
        .post(`/changes/${id}/pushes`, { version, files, base })
        .expect(200);
      return checked(portal(), id);
    },
    approve: (person: string, change: ChangeDetail) =>
      portal()
        .as(person)
        .post(`/changes/${change.id}/reviews`, {
          verdict: 'approve',
          ...seenOf(change),
        }),
    publish: (person: string, { id, version }: ChangeDetail) =>
      portal().as(person).post(`/changes/${id}/publish`, { version }),
    active: async (set = 'records'): Promise<string> =>
      (await portal().get(`/sets/${set}`)).body.revision,
  };
}

/** What a reviewer says they looked at. */
export function seenOf({ push, base, revision }: ChangeDetail) {
  return { push, base, revision };
}
