import { CerbosPolicy } from '../files/policySchema';
import type { Edition } from './editionOf';
import { RuleOutput } from './outputs';

/*
 * Cerbos compiles policies one by one, and remembers of one that came in a bad moment that it is of no use:
 * without a word it then decides by the others. A resource policy that is not there shows in the answer; that
 * of a principal or a role does not, and its denials would be lost. So each gets a rule that decides nothing and
 * tells in an output that it is there.
 */

/** Kind and action that nobody asks for but the portal; Cerbos finds no rule about a kind with other characters. */
export const PROBE = 'policy_portal_probe';

const NEVER = { match: { expr: 'false' } };

function presenceOf(version: string, kind: 'principal' | 'role', name: string) {
  return `${version}:${kind}:${name}`;
}

/** Has the policy of a principal tell in each answer that it is there, that of a role in answers to a probe. */
export function addPresence(policy: CerbosPolicy, version: string): void {
  const { principalPolicy, rolePolicy } = policy;
  if (principalPolicy) {
    const told = presenceOf(version, 'principal', principalPolicy.principal);
    const action = {
      name: 'policy-portal',
      action: '*',
      effect: 'EFFECT_DENY' as const,
      condition: NEVER,
      output: { when: { conditionNotMet: JSON.stringify(told) } },
    };
    // Cerbos takes one rule for a resource.
    const ofAll = principalPolicy.rules.find(
      ({ resource }) => resource === '*',
    );
    if (ofAll) {
      ofAll.actions.push(action);
    } else {
      principalPolicy.rules.push({ resource: '*', actions: [action] });
    }
  }
  if (rolePolicy) {
    // A condition that does not hold would deny what another rule allows.
    const told = presenceOf(version, 'role', rolePolicy.role);
    rolePolicy.rules.push({
      name: 'policy-portal',
      resource: PROBE,
      allowActions: [PROBE],
      output: { when: { ruleActivated: JSON.stringify(told) } },
    });
  }
}

/** Whether the policy of a principal, if it has one, was there for an answer. */
export function showsPrincipal(
  { version, principals }: Edition,
  id: string,
  outputs: RuleOutput[],
): boolean {
  return (
    !principals.has(id) || shows(outputs, presenceOf(version, 'principal', id))
  );
}

/** Roles that have a policy of their own. */
export function rolesWithPolicy({ roles }: Edition, given: string[]): string[] {
  return given.filter(role => roles.has(role));
}

/** Whether the policies of all these roles were there for the answer to a probe. */
export function showsRoles(
  { version }: Edition,
  roles: string[],
  outputs: RuleOutput[],
): boolean {
  return roles.every(role => shows(outputs, presenceOf(version, 'role', role)));
}

function shows(outputs: RuleOutput[], told: string): boolean {
  return outputs.some(({ val }) => val === told);
}
