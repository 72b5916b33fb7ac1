import { requestOf, SearchRequest } from '@internal/plugin-policies-common';
import { SetFiles } from '../files/readSetFiles';
import { FgaRefusal } from '../server/FgaRefusal';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import { Question, questionOf } from './questionOf';

/* Stands in for the entity that is searched for; nothing that depends on its id is asked. */
const ANYBODY = 'anybody';

/**
 * Searches by ListObjects or ListUsers: for each relation of the action, those that deny taken away.
 *
 * @param most - results the server gives at most
 * @returns ids in ascending order; undefined where OpenFGA cannot tell them all: a condition reads
 * attributes of the entity that is searched for, everybody has the relation, or there are too many
 */
export async function listMatches(
  request: Exclude<SearchRequest, { kind: 'action' }>,
  options: {
    set: SetFiles;
    server: FgaServer;
    place: ModelPlace;
    most: number;
  },
): Promise<string[] | undefined> {
  const { set, server, place, most } = options;
  const { kind } = request;
  const question = questionOf(requestOf(request, ANYBODY), set);
  if (
    typeof question === 'string' ||
    readsCandidate(kind, request, question, set)
  ) {
    return undefined;
  }
  const list = async (relation: string): Promise<string[] | undefined> => {
    const ids =
      kind === 'resource'
        ? (
            await server.listObjects(place, {
              ...question,
              relation,
              type: set.names.engineType(request.resource.type),
            })
          ).map(object => object.slice(object.indexOf(':') + 1))
        : idsOfUsers(
            await server.listUsers(place, {
              ...question,
              relation,
              userType: set.names.engineType(request.subject.type),
            }),
          );
    return ids && ids.length < most ? ids : undefined;
  };
  const allowed = new Set<string>();
  const denied = new Set<string>();
  try {
    for (const { relation, effect } of question.policies) {
      const ids = await list(relation);
      if (!ids) {
        return undefined;
      }
      ids.forEach(id => (effect === 'permit' ? allowed : denied).add(id));
    }
  } catch (error) {
    // Such as a condition that lacks a value: each candidate is asked about instead.
    if (error instanceof FgaRefusal && !error.isNotThere) {
      return undefined;
    }
    throw error;
  }
  return [...allowed].filter(id => !denied.has(id)).sort();
}

/** Everybody cannot be listed. */
function idsOfUsers(
  users: Array<{ object?: { id: string }; wildcard?: object }>,
): string[] | undefined {
  return users.some(({ wildcard }) => wildcard)
    ? undefined
    : users.flatMap(({ object }) => (object ? [object.id] : []));
}

function readsCandidate(
  kind: 'subject' | 'resource',
  request: Exclude<SearchRequest, { kind: 'action' }>,
  { policies }: Question,
  { model, names, actions }: SetFiles,
): boolean {
  const type = names.engineType(request.resource.type);
  return (
    actions.contextualTuples.some(({ user, object }) =>
      `${user}${object}`.includes(`{${kind}`),
    ) ||
    policies.some(({ relation }) =>
      [...model.reach(type, relation).conditions].some(condition =>
        Object.keys(model.parameters(condition)).some(name =>
          name.startsWith(`${kind}_`),
        ),
      ),
    )
  );
}
