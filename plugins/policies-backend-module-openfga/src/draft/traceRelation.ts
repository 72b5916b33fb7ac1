import type { Node } from '@openfga/sdk';
import { checkOf } from '../decide/CheckDecider';
import { Question } from '../decide/questionOf';
import { FgaServer, ModelPlace } from '../server/FgaServer';

/** Bounds of a trace: of its depth, and of the questions it costs. */
const DEPTH = 6;
const MOST_USERSETS = 40;
const MOST_USERS = 10;

interface Userset {
  object: string;
  relation: string;
}

type Step =
  | { text: string; steps: Step[] }
  | { userset: Userset; steps: Step[]; cut?: string };

/**
 * How a relation comes about, by Expand: what it is made of, down to the users of tuples, with whether
 * the subject has each relation on the way.
 *
 * @returns lines, indented by two spaces a level
 */
export async function traceRelation(
  question: Question,
  relation: string,
  {
    server,
    place,
    checksPerCall,
  }: { server: FgaServer; place: ModelPlace; checksPerCall: number },
): Promise<string[]> {
  const met = new Map<string, Userset>();
  const most = Math.min(MOST_USERSETS, checksPerCall);

  async function walk(userset: Userset, depth: number): Promise<Step> {
    const key = `${userset.object}#${userset.relation}`;
    if (met.has(key)) {
      return { userset, steps: [], cut: 'see above' };
    }
    if (met.size >= most || depth > DEPTH) {
      return { userset, steps: [], cut: 'not looked into' };
    }
    met.set(key, userset);
    const node = await server.expand(
      place,
      userset.object,
      userset.relation,
      question.contextualTuples,
    );
    return { userset, steps: node ? await stepsOf(node, depth) : [] };
  }

  async function stepsOf(node: Node, depth: number): Promise<Step[]> {
    const { leaf, union, intersection, difference } = node;
    const all = async (nodes: Node[]) => {
      const steps: Step[] = [];
      for (const child of nodes) {
        steps.push(...(await stepsOf(child, depth)));
      }
      return steps;
    };
    if (union) {
      return [{ text: 'any of', steps: await all(union.nodes) }];
    }
    if (intersection) {
      return [{ text: 'all of', steps: await all(intersection.nodes) }];
    }
    if (difference) {
      return [
        ...(await stepsOf(difference.base, depth)),
        { text: 'but not', steps: await stepsOf(difference.subtract, depth) },
      ];
    }
    if (leaf?.users) {
      return usersSteps(leaf.users.users, depth);
    }
    const computed = [
      ...(leaf?.computed ? [leaf.computed] : []),
      ...(leaf?.tupleToUserset?.computed ?? []),
    ];
    const steps: Step[] = [];
    for (const { userset } of computed) {
      steps.push(await walk(usersetOf(userset), depth + 1));
    }
    return leaf?.tupleToUserset
      ? [
          {
            text: `by ${leaf.tupleToUserset.tupleset}${
              steps.length ? '' : ': none'
            }`,
            steps,
          },
        ]
      : steps;
  }

  async function usersSteps(users: string[], depth: number): Promise<Step[]> {
    const plain = users.filter(user => !user.includes('#'));
    // The subject first: it is what the reader looks for.
    const shown = [
      ...plain.filter(user => user === question.user),
      ...plain.filter(user => user !== question.user),
    ];
    const more = shown.length - MOST_USERS;
    const steps: Step[] = [
      {
        text: `tuples: ${
          shown.slice(0, MOST_USERS).join(', ') ||
          (users.length ? 'sets of users' : 'none')
        }${more > 0 ? ` and ${more} more` : ''}`,
        steps: [],
      },
    ];
    for (const user of users.filter(name => name.includes('#'))) {
      steps.push(await walk(usersetOf(user), depth + 1));
    }
    return steps;
  }

  const root = await walk({ object: question.object, relation }, 0);
  const usersets = [...met.entries()];
  const answers = await server.batchCheck(
    place,
    usersets.map(([, { object, relation: name }], index) => ({
      ...checkOf({ ...question, object }, name),
      correlation_id: `${index}`,
    })),
  );
  const states = new Map(
    usersets.map(([key], index) => {
      const { allowed, error } = answers[`${index}`] ?? {};
      return [
        key,
        error ? `unknown: ${error.message}` : (allowed && 'yes') || 'no',
      ];
    }),
  );
  return linesOf(root, states, 0);
}

function linesOf(
  step: Step,
  states: Map<string, string>,
  depth: number,
): string[] {
  const indent = '  '.repeat(depth);
  const children = step.steps.flatMap(child =>
    linesOf(child, states, depth + 1),
  );
  if ('text' in step) {
    return [`${indent}${step.text}`, ...children];
  }
  const key = `${step.userset.object}#${step.userset.relation}`;
  const state = states.get(key);
  return [
    `${indent}${key}${state ? ` -> ${state}` : ''}${
      step.cut ? ` (${step.cut})` : ''
    }`,
    ...children,
  ];
}

function usersetOf(text: string): Userset {
  const [object, relation] = text.split('#');
  return { object, relation };
}
