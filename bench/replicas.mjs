import { startReplicas } from '../scripts/replicas.mjs';
import { signIn, untilChecked } from './people.mjs';
import { row } from './table.mjs';

const SET = 'withdrawals';
/** A publication that is not seen by then is told as failed. */
const LIMIT_MS = 60_000;
const FILE = 'policies/daily-limit.cedar';

/** How long after a publication on one replica all of three decide by the new revision. */
export async function bench({ port, rounds, failures }) {
  const replicas = await startReplicas({ port, count: 3 });
  try {
    const [first] = replicas.urls;
    const author = await signIn(first, 'user:default/rania.khoury');
    const reviewer = await signIn(first, 'user:default/stefan.kovac');
    const [{ case: example }] = (await author.call('GET', `/sets/${SET}/cases`))
      .items;
    const revisionOn = async url => {
      const { context } = await author.call(
        'POST',
        `/sets/${SET}/access/v1/evaluation`,
        example.request,
        url,
      );
      return context.revision;
    };
    const afterAnswer = [];
    const afterRequest = [];
    const publish = async round => {
      const { files, revision } = await author.call(
        'GET',
        `/sets/${SET}/revisions/active`,
      );
      const { id } = await author.call('POST', '/changes', {
        set: SET,
        title: `Round ${round}`,
        base: revision,
        submit: true,
        files: files.map(file =>
          file.path === FILE
            ? { ...file, content: `${file.content}// round ${round}\n` }
            : file,
        ),
      });
      const change = await untilChecked(author, id);
      const approved = await reviewer.call('POST', `/changes/${id}/reviews`, {
        verdict: 'approve',
        push: change.push,
        base: change.base,
        revision: change.revision,
      });
      const sent = performance.now();
      await author.call('POST', `/changes/${id}/publish`, {
        version: approved.version,
      });
      const answered = performance.now();
      const deadline = answered + LIMIT_MS;
      await Promise.all(
        replicas.urls.map(async url => {
          while ((await revisionOn(url)) !== change.revision) {
            if (performance.now() > deadline) {
              throw new Error(`${url} does not decide by the new revision`);
            }
            await new Promise(wake => setTimeout(wake, 10));
          }
        }),
      );
      const seen = performance.now();
      afterAnswer.push((seen - answered) / 1_000);
      afterRequest.push((seen - sent) / 1_000);
    };
    for (let round = 1; round <= rounds; round++) {
      await failures.attempt(`publication ${round}`, () => publish(round));
    }
    const worst = values => (values.length ? Math.max(...values) : undefined);
    return [
      row('publications', afterAnswer.length, { digits: 0 }),
      row(
        'visible on all of three, after the request, worst',
        worst(afterRequest),
        {
          unit: 's',
          digits: 2,
          below: 2,
        },
      ),
      row(
        'visible on all of three, after the answer, worst',
        worst(afterAnswer),
        {
          unit: 's',
          digits: 2,
          below: 2,
        },
      ),
    ];
  } finally {
    await replicas.stop();
  }
}
