import { PlaygroundCaseEvent } from '@internal/plugin-policies-common';
import { startPortal } from '../../__testUtils__/startPortal';
import { starters } from '../starters';

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Body of a request for files. */
export function identity(engine: string, set = 'starter') {
  return {
    set,
    title: 'A starter',
    domain: 'testing',
    owner: 'group:default/testers',
    engine,
  };
}

/** Everything that is not as the template promises: the same cases, each passed, without warnings. */
export async function problemsOf(
  portal: Portal,
  template: string,
  engine: string,
  types: object = {},
) {
  const { body } = await portal
    .post(`/templates/${template}/files`, {
      ...identity(engine, 'my-starter'),
      ...types,
    })
    .expect(200);
  const checked = await portal
    .post('/playground/evaluate', { files: body.files })
    .expect(200);
  const { text } = await portal
    .post('/playground/cases', { files: body.files })
    .buffer(true)
    .parse((response, done) => {
      let all = '';
      response.on('data', chunk => (all += chunk));
      response.on('end', () => done(null, all));
    })
    .expect(200)
    .then(response => ({ text: response.body as string }));
  const events = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as PlaygroundCaseEvent);
  const results = events.flatMap(event =>
    event.type === 'result' ? [event.result] : [],
  );
  const starter = starters.find(({ name }) => name === template)!;
  return [
    ...checked.body.diagnostics.map((each: object) => JSON.stringify(each)),
    ...results
      .filter(({ status }) => status !== 'passed')
      .map(result => `${result.case.name}: ${result.message}`),
    ...(results.length === starter.cases.length
      ? []
      : [`${results.length} cases ran: ${text.slice(0, 500)}`]),
  ];
}
