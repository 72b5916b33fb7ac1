import { newModelFromString } from 'casbin';
import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { checkExpression } from './checkExpression';
import { MODEL_FILE } from './files';
import { problem } from './problem';
import { TokenShape } from './artifact';

/** What a token of the request definition stands for in an AuthZEN request. */
const TOKENS = ['sub', 'obj', 'act', 'ctx', 'dom'];

const EFFECTS = [
  'some(where (p_eft == allow))',
  '!some(where (p_eft == deny))',
  'some(where (p_eft == allow)) && !some(where (p_eft == deny))',
  'priority(p_eft) || deny',
];

/** What `model.conf` says. */
export interface CasbinModel {
  text: string;
  tokens: Array<{ name: string; shape: TokenShape }>;
  policyTokens: string[];
  /** Role definitions with the number of their fields. */
  roles: Record<string, number>;
  matcher: string;
  effect: string;
}

/** Reads the model of a set. */
export function readModel(files: PolicyFile[]): {
  model?: CasbinModel;
  diagnostics: Diagnostic[];
} {
  const file = files.find(({ path }) => path === MODEL_FILE);
  if (!file) {
    return {
      diagnostics: [
        problem(
          MODEL_FILE,
          undefined,
          `there is no '${MODEL_FILE}'`,
          'Add the model: request_definition, policy_definition, policy_effect and matchers.',
        ),
      ],
    };
  }
  const lineOf = (section: string) => {
    const index = file.content
      .split('\n')
      .findIndex(line => line.trim() === `[${section}]`);
    return index < 0 ? undefined : index + 1;
  };
  const refuse = (section: string, message: string, help: string) => ({
    diagnostics: [problem(MODEL_FILE, lineOf(section), message, help)],
  });
  let parsed;
  try {
    parsed = newModelFromString(file.content).model;
  } catch (error) {
    return refuse('', (error as Error).message, 'Mend the model.');
  }
  const assertion = (section: string) => parsed.get(section)?.get(section);
  for (const [section, title] of [
    ['r', 'request_definition'],
    ['p', 'policy_definition'],
    ['e', 'policy_effect'],
    ['m', 'matchers'],
  ]) {
    if (!assertion(section)) {
      return refuse(
        title,
        `the model has no '${section}' in [${title}]`,
        `Add "${section} = …" below [${title}].`,
      );
    }
    const others = [...parsed.get(section)!.keys()].filter(
      key => key !== section,
    );
    if (others.length) {
      return refuse(
        title,
        `the model has '${others[0]}' in [${title}], but a set has one definition of each kind`,
        `Remove '${others[0]}'.`,
      );
    }
  }
  const requestTokens = assertion('r')!.tokens.map(token =>
    token.replace(/^r_/, ''),
  );
  const unknown = requestTokens.find(token => !TOKENS.includes(token));
  if (unknown !== undefined) {
    return refuse(
      'request_definition',
      `the request has '${unknown}', which no AuthZEN request holds`,
      `Use ${TOKENS.map(token => `'${token}'`).join(', ')}.`,
    );
  }
  const policyTokens = assertion('p')!.tokens.map(token =>
    token.replace(/^p_/, ''),
  );
  const effect = assertion('e')!.value;
  if (!EFFECTS.includes(effect)) {
    return refuse(
      'policy_effect',
      `the policy effect '${effect.replace(/p_/g, 'p.')}' is not supported`,
      `Use one of: ${EFFECTS.map(known => known.replace(/p_/g, 'p.')).join(
        '; ',
      )}.`,
    );
  }
  const roles = Object.fromEntries(
    [...(parsed.get('g') ?? [])].map(([name, role]) => [
      name,
      role.value.split(',').length,
    ]),
  );
  const matcher = matcherText(file.content) ?? assertion('m')!.value;
  const wrong = checkExpression(matcher, {
    roles: Object.keys(roles),
    policyTokens,
    requestTokens,
  });
  if (wrong !== undefined) {
    return refuse(
      'matchers',
      `the matcher cannot be used: ${wrong}`,
      'See the functions and tokens in the README of the Casbin driver.',
    );
  }
  return {
    model: {
      text: file.content,
      tokens: requestTokens.map(name => ({ name, shape: 'text' })),
      policyTokens,
      roles,
      matcher,
      effect,
    },
    diagnostics: /^\s*g\d*\s*\(/.test(matcher)
      ? [
          {
            ...problem(
              MODEL_FILE,
              lineOf('matchers'),
              'the matcher looks roles up first, for every rule',
              'Put g(…) last: comparisons before it spare most look-ups.',
            ),
            severity: 'warning',
          },
        ]
      : [],
  };
}

/** The matcher as it is written, with the dots that Casbin replaces; lines that end in "\\" go on. */
function matcherText(content: string): string | undefined {
  const section = /^\s*\[matchers\]\s*$([\s\S]*?)(?=^\s*\[|$(?![\s\S]))/m.exec(
    content,
  )?.[1];
  return /^\s*m\s*=\s*([\s\S]*?)\s*$/m
    .exec(section?.replace(/\\\s*\n/g, ' ') ?? '')?.[1]
    .replace(/#.*$/, '')
    .trim();
}
