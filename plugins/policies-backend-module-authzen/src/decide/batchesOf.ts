import { EvaluationRequest } from '@internal/plugin-policies-common';

/*
 * Some decision points look up an entity once for a whole batch: Cerbos 0.55 decides two items about
 * the same subject and resource by the properties of one of them, also where that allows what the
 * other would not. So a batch says one thing of an entity only, and requests that say another are put
 * in another batch.
 */

/** Batches tried for a request before it begins one more. */
const OPEN_BATCHES = 8;

interface Batch {
  positions: number[];
  /** What was said of what. */
  said: Map<string, string>;
}

/** Positions of requests by the batch to ask them in. */
export function batchesOf(
  requests: EvaluationRequest[],
  size: number,
): number[][] {
  const batches: Batch[] = [];
  const open: Batch[] = [];
  requests.forEach((request, position) => {
    const statements = statementsOf(request);
    let batch = open.find(({ said }) => agrees(said, statements));
    if (!batch) {
      batch = { positions: [], said: new Map() };
      batches.push(batch);
      open.push(batch);
      if (open.length > OPEN_BATCHES) {
        open.shift();
      }
    }
    batch.positions.push(position);
    for (const [of, what] of statements) {
      batch.said.set(of, what);
    }
    if (batch.positions.length === size) {
      open.splice(open.indexOf(batch), 1);
    }
  });
  return batches.map(({ positions }) => positions);
}

/* Types are part of what is said, as they are of what is mixed up. */
function statementsOf({
  subject,
  action,
  resource,
  context,
}: EvaluationRequest): Array<[of: string, what: string]> {
  return [
    [
      JSON.stringify(['subject', subject.id]),
      JSON.stringify([subject.type, subject.properties]),
    ],
    [
      JSON.stringify(['resource', resource.id]),
      JSON.stringify([resource.type, resource.properties]),
    ],
    [
      JSON.stringify(['both', subject.id, resource.id]),
      JSON.stringify([action.properties, context]),
    ],
  ];
}

function agrees(
  said: Map<string, string>,
  statements: Array<[of: string, what: string]>,
): boolean {
  return statements.every(([of, what]) => (said.get(of) ?? what) === what);
}
