import {
  Diagnostic,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { DECISIVE, ParsedPolicy } from './readPolicies';
import { defaultPolicyFile } from './regoFiles';
import {
  overlaps,
  packagePath,
  RegoRule,
  rulePath,
} from '../program/syntaxTree';

/*
 * `allow` and `deny` answer true or false. Everything else, such as a reason as a text or a set of messages,
 * would count as "no" when it is compared with true: a deny that does not deny. What the text of a rule
 * tells is refused here; what only an evaluation tells makes the decision an error.
 */

/** Kinds of terms that are never a boolean, as an author calls them. */
const NEVER_BOOLEAN: Record<string, string | undefined> = {
  array: 'an array',
  arraycomprehension: 'an array',
  null: 'null',
  number: 'a number',
  object: 'an object',
  objectcomprehension: 'an object',
  set: 'a set',
  setcomprehension: 'a set',
  string: 'a text',
  templatestring: 'a text',
};

/** Finds rules that make `allow` or `deny` of a policy something else than true or false. */
export function checkAnswers(
  manifest: PolicySetManifest,
  policies: ParsedPolicy[],
  modules: ParsedModule[],
): Diagnostic[] {
  const filesOf = new Map(
    manifest.spec.policies.map(({ name, files }) => [
      name,
      files ?? [defaultPolicyFile(name)],
    ]),
  );
  const decisive = policies.flatMap(policy =>
    DECISIVE.map(kind => ({ policy, kind, path: [...policy.path, kind] })),
  );
  return modules.flatMap(({ file, tree }) => {
    const inside = packagePath(tree);
    const rules = (tree.rules ?? []).map(rule => ({
      rule,
      at: rulePath(tree, rule),
    }));
    return decisive.flatMap(({ policy, kind, path }) => {
      const report = (row: number | undefined, what: string, help: string) =>
        problem({
          file: file.path,
          row,
          message: `'${kind}' of policy '${policy.name}' ${what}`,
          help,
        });
      const [ownFile] = filesOf.get(policy.name)!;
      const isOwn = filesOf.get(policy.name)!.includes(file.path);
      if (inside.length >= path.length && overlaps(inside, path)) {
        return [
          report(
            tree.package.path[1].location?.row,
            `is made an object by the package '${inside.join('.')}'`,
            'Give the package another name.',
          ),
        ];
      }
      return rules.flatMap(({ rule, at }) => {
        if (!overlaps(at, path)) {
          return [];
        }
        const { row } = rule.location ?? {};
        if (at.length > path.length) {
          return [
            report(
              row,
              'is an object here, and must be true or false',
              `Write "${kind} if { … }", and keep what else there is to say in rules of other names.`,
            ),
          ];
        }
        if (!isOwn || at.length < path.length) {
          return [
            report(
              row,
              'is defined here, outside of its files',
              `Move the rule to '${ownFile}', or rename it.`,
            ),
          ];
        }
        return answersOf(rule, kind).map(({ what, help }) =>
          report(row, what, help),
        );
      });
    });
  });
}

interface Wrong {
  what: string;
  help: string;
}

/** What is wrong with the answers of a rule and of those after its `else`. */
function answersOf(rule: RegoRule, kind: string): Wrong[] {
  const found: Wrong[] = [];
  for (let next: RegoRule | undefined = rule; next; next = next.else) {
    const wrong = answerOf(next, kind);
    if (wrong) {
      found.push(wrong);
    }
  }
  return found.slice(0, 1);
}

function answerOf({ head }: RegoRule, kind: string): Wrong | undefined {
  if (head.args) {
    return {
      what: 'is a function, which nobody calls',
      help: `Write "${kind} if { … }".`,
    };
  }
  if (head.key) {
    return {
      what: head.value
        ? 'is an object here, and must be true or false'
        : 'is a set, and must be true or false',
      help: `Write "${kind} if { … }" with the same conditions${
        kind === 'deny'
          ? '; keep the messages in a rule of another name, such as "reasons contains message if { … }" and "deny if count(reasons) > 0"'
          : ''
      }.`,
    };
  }
  const never = NEVER_BOOLEAN[head.value?.type ?? ''];
  return never === undefined
    ? undefined
    : {
        what: `is ${never}, and must be true or false`,
        help: `Write "${kind} if { … }"${
          kind === 'deny'
            ? ', and keep the reason in a rule of another name'
            : ''
        }.`,
      };
}
