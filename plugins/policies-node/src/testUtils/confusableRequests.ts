import {
  AuthzenEntity,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import fc from 'fast-check';

/** What keys and references are made with, and what breaks texts. */
const SEPARATORS = ['::', ':', '#', '/', '\0', ' ', ',', '"', "'", '\\', ''];
const BROKEN = ['\ud800', '\udc00x', '💥', '*', '__proto__', 'constructor'];

/** The same inputs each time, for no more than some seconds. */
const BOUNDS = { seed: 12, numRuns: 60, interruptAfterTimeLimit: 10_000 };

/** Checks that something holds for lists of such requests; tells the smallest for which it does not. */
export function checkConfusable(
  known: EvaluationRequest[],
  check: (requests: EvaluationRequest[]) => void,
): void {
  fc.assert(fc.property(confusableRequests(known), check), BOUNDS);
}

/** Some such requests, where asking costs more. */
export function sampleConfusable(
  known: EvaluationRequest[],
): EvaluationRequest[] {
  return fc
    .sample(confusableRequests(known), { ...BOUNDS, numRuns: 12 })
    .flat();
}

/**
 * Requests that are easily taken for one another: one that is known, and others whose subject or
 * resource is written with the same characters, cut into type and id at each place.
 *
 * @param known - requests that an engine decides
 */
function confusableRequests(
  known: EvaluationRequest[],
): fc.Arbitrary<EvaluationRequest[]> {
  const text = fc
    .array(
      fc.constantFrom(
        ...SEPARATORS,
        ...BROKEN,
        ...known.flatMap(({ subject, resource }) => [
          ...subject.type.split('::'),
          subject.id,
          resource.id,
        ]),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map(parts => parts.join(''));
  return fc
    .tuple(
      fc.constantFrom(...known),
      fc.constantFrom('subject' as const, 'resource' as const),
      fc.constantFrom(...SEPARATORS),
      text,
    )
    .chain(([request, part, separator, other]) => {
      const { type, id } = request[part];
      const taken = [
        ...cutsOf(`${type}${separator}${id}`),
        ...cutsOf(other),
        { type, id: other },
        { type: other, id },
      ];
      return fc.shuffledSubarray(
        [
          request,
          ...taken.map(entity => withEntity(request, part, entity)),
          {
            ...request,
            action: {
              ...request.action,
              name: `${request.action.name}${other}`,
            },
          },
        ],
        { minLength: 1 },
      );
    });
}

function cutsOf(text: string): Array<{ type: string; id: string }> {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => ({
    type: text.slice(0, index + 1),
    id: text.slice(index + 1),
  }));
}

function withEntity(
  request: EvaluationRequest,
  part: 'subject' | 'resource',
  entity: Pick<AuthzenEntity, 'type' | 'id'>,
): EvaluationRequest {
  return { ...request, [part]: { ...request[part], ...entity } };
}
