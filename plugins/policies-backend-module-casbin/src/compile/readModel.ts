import { newModelFromString } from 'casbin';
import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { checkExpression } from './checkExpression';
import { MODEL_FILE } from './files';
import {
  checkPattern,
  GO_HELP,
  goDifferences,
  PatternCheck,
  patternUses,
  PatternUse,
} from './goDifferences';
import { parseExpression } from './parseExpression';
import { problem } from './problem';
import { readSections } from './readSections';
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
  /** What the matcher matches against: tokens of rules among it. */
  patterns: PatternUse[];
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
  const { definitions, problem: misplaced } = readSections(file.content);
  if (misplaced) {
    const { line, message, help } = misplaced;
    return { diagnostics: [problem(MODEL_FILE, line, message, help)] };
  }
  const lineOf = (section: string, key?: string) =>
    definitions.find(
      definition =>
        definition.section === section &&
        definition.key === (key ?? definition.key),
    )?.line;
  const refuse = (section: string, message: string, help: string) => ({
    diagnostics: [problem(MODEL_FILE, lineOf(section), message, help)],
  });
  let parsed;
  try {
    parsed = newModelFromString(file.content).model;
  } catch (error) {
    return refuse('', (error as Error).message, 'Fix the model.');
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
  const roles: Record<string, number> = {};
  for (const [name, { value }] of parsed.get('g') ?? []) {
    if (!/^_(\s*,\s*_){1,2}$/.test(value)) {
      return {
        diagnostics: [
          problem(
            MODEL_FILE,
            lineOf('role_definition', name),
            `the role definition '${name} = ${value}' is not supported`,
            `Write '${name} = _, _' for roles, or '${name} = _, _, _' for roles in a domain.`,
          ),
        ],
      };
    }
    roles[name] = value.split(',').length;
  }
  const without = definitions.find(
    ({ section, key }) =>
      section === 'role_definition' && !Object.hasOwn(roles, key),
  );
  if (without) {
    return {
      diagnostics: [
        problem(
          MODEL_FILE,
          without.line,
          `Casbin reads past '${without.key}': role definitions are 'g', 'g2', 'g3' and so on, without a gap`,
          `Call it '${
            Object.keys(roles).length
              ? `g${Object.keys(roles).length + 1}`
              : 'g'
          }'.`,
        ),
      ],
    };
  }
  const matcher = matcherText(file.content) ?? assertion('m')!.value;
  const wrong = checkExpression(matcher, {
    roles,
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
  if (!/\bp\.\w/.test(matcher)) {
    return refuse(
      'matchers',
      'the matcher reads nothing of the rules, so that Casbin decides without them',
      `Compare a token of the rules, such as r.act == p.act.`,
    );
  }
  const tree = parseExpression(matcher);
  const warn = (message: string, help: string): Diagnostic => ({
    ...problem(MODEL_FILE, lineOf('matchers'), message, help),
    severity: 'warning',
  });
  const patterns = patternUses(tree);
  const diagnostics = [
    ...goDifferences(matcher, tree).map(message => warn(message, GO_HELP)),
    ...(/^\s*g\d*\s*\(/.test(matcher)
      ? [
          warn(
            'the matcher looks roles up first, for every rule',
            'Put g(…) last: comparisons before it spare most look-ups.',
          ),
        ]
      : []),
  ];
  for (const { name, text } of patterns) {
    const { error, difference } =
      text === undefined ? ({} as PatternCheck) : checkPattern(name, text);
    if (error) {
      return refuse('matchers', error, 'Fix the pattern.');
    }
    if (difference) {
      diagnostics.push(warn(difference, GO_HELP));
    }
  }
  return {
    model: {
      text: file.content,
      tokens: requestTokens.map(name => ({ name, shape: 'text' })),
      policyTokens,
      roles,
      matcher,
      patterns,
      effect,
    },
    diagnostics,
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
