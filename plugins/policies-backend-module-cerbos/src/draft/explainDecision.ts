import { EngineDecision } from '@internal/plugin-policies-node';
import { CheckPrincipal, CheckResource } from '../decide/checkRequest';
import { CheckedEntry } from '../decide/readCheckEntry';
import { Edition } from '../edition/editionOf';
import { editionFiles, playgroundFile } from './playgroundFiles';
import { notAppliedOf, stepsOf } from './readTrace';
import { Sandbox } from './Sandbox';
import { TestAnswer } from './testResults';
import { writeTrace } from './writeTrace';

/*
 * Cerbos tells each step of an evaluation to its tests only. So the request is written as a test of
 * the edition, with rules named by their number.
 */

const RULE_NAME = /^policy-portal-(\d+)$/;

/** Adds to a decision of a draft which rules made it, which did not hold and why, and each step. */
export async function explainDecision(
  sandbox: Sandbox,
  edition: Edition,
  { decision, rules }: CheckedEntry,
  asked: { principal: CheckPrincipal; resource: CheckResource },
): Promise<EngineDecision> {
  if (decision.outcome === 'error') {
    return decision;
  }
  const { principal, resource } = asked;
  const [action] = resource.actions;
  const { body } = await sandbox.call<TestAnswer | undefined>('test', {
    files: [
      ...editionFiles(named(edition)),
      playgroundFile('policies/policy-portal-explain_test.json', {
        name: 'explain',
        principals: { principal },
        resources: { resource: resource.resource },
        tests: [
          {
            name: 'explain',
            input: {
              principals: ['principal'],
              resources: ['resource'],
              actions: [action],
            },
            expected: [
              {
                principal: 'principal',
                resource: 'resource',
                actions: {
                  [action]:
                    decision.outcome === 'allow'
                      ? 'EFFECT_DENY'
                      : 'EFFECT_ALLOW',
                },
              },
            ],
          },
        ],
      }),
    ],
  });
  const steps = stepsOf(
    body?.success?.results?.suites?.[0]?.testCases?.[0]?.principals?.[0]
      ?.resources?.[0]?.actions?.[0]?.details?.engineTraceBatch ?? {},
  );
  const ruleNamed = (name: unknown) =>
    edition.rules[Number(RULE_NAME.exec(String(name))?.[1] ?? -1)];
  return {
    ...decision,
    explanation: {
      determining: rules.map(({ policy, title, effect, file, range }) => ({
        policy,
        title,
        effect,
        file,
        range,
      })),
      notApplied: notAppliedOf(steps, ruleNamed, asked),
      trace: writeTrace(
        steps,
        name =>
          ruleNamed(name)?.policy ??
          name
            .replaceAll(`_${edition.version}`, '')
            .replaceAll(`.v${edition.version}`, ''),
      ),
    },
  };
}

/** The edition with each rule named by its number. */
function named(edition: Edition): Edition {
  const policies = structuredClone(edition.policies);
  for (const [index, { document, path }] of edition.rules.entries()) {
    const rule = path.reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown>)[key],
      policies[document].body,
    ) as { name?: string };
    rule.name = `policy-portal-${index}`;
  }
  return { ...edition, policies };
}
