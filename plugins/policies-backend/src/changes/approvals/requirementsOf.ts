import {
  ApprovalRequirement,
  ImpactReport,
  PolicyDifference,
} from '@internal/plugin-policies-common';
import { ApprovalRules, concerns } from './ApprovalRules';
import { Directory } from './Directory';

type Wanted = Omit<ApprovalRequirement, 'approvedBy'>;

/**
 * Who has to approve a change: the owners of the set as it is and as it would be, the owners of consumers
 * whose logged decisions flip, and the groups that watch over the regulations of changed policies. A
 * group that cannot approve is stood in for by the configured fallback.
 *
 * @param authors - of any push; nobody approves their own change
 */
export async function requirementsOf(
  subject: {
    owners: string[];
    policies: PolicyDifference[];
    impact?: ImpactReport;
    authors: string[];
  },
  rules: ApprovalRules,
  directory: Directory,
): Promise<ApprovalRequirement[]> {
  const wanted: Wanted[] = subject.owners.map(group => ({
    reason: 'owner',
    group,
    because: 'It owns the policy set.',
  }));
  for (const { regulation: rule, group } of rules.regulations) {
    const concerned = subject.policies.filter(({ regulations }) =>
      regulations.some(regulation => concerns(rule, regulation)),
    );
    if (concerned.length) {
      wanted.push({
        reason: 'regulation',
        group,
        because: `It watches over ${rule.replace(/\*$/, '')}, which ${listed(
          concerned.map(({ policy }) => policy),
        )} ${concerned.length === 1 ? 'serves' : 'serve'}.`,
      });
    }
  }
  if (rules.consumers) {
    for (const { caller, opened, closed } of subject.impact?.byCaller ?? []) {
      const group = await directory.ownerOf(caller);
      if (group) {
        wanted.push({
          reason: 'consumer',
          group,
          because: `It owns '${nameOf(caller)}', for which ${
            opened + closed === 1
              ? '1 logged decision'
              : `${opened + closed} logged decisions`
          } would flip.`,
        });
      }
    }
  }
  const byGroup = new Map<string, Wanted>();
  for (const requirement of wanted) {
    const stoodIn = await standIn(
      requirement,
      subject.authors,
      rules,
      directory,
    );
    if (!byGroup.has(stoodIn.group)) {
      byGroup.set(stoodIn.group, stoodIn);
    }
  }
  return [...byGroup.values()];
}

/** The requirement, or one of the fallback group where its own cannot approve. */
async function standIn(
  requirement: Wanted,
  authors: string[],
  { fallback }: ApprovalRules,
  directory: Directory,
): Promise<Wanted> {
  const members = await directory.membersOf(requirement.group);
  if (members?.some(member => !authors.includes(member))) {
    return requirement;
  }
  const because = whyNot(members);
  if (fallback === undefined || fallback === requirement.group) {
    return {
      ...requirement,
      problem: `'${nameOf(requirement.group)}' cannot approve: ${because}.`,
    };
  }
  return {
    reason: 'fallback',
    group: fallback,
    because: `It stands in for '${nameOf(requirement.group)}': ${because}.`,
  };
}

/** Why a group has nobody who can approve. */
function whyNot(members: string[] | undefined): string {
  if (!members) {
    return 'the catalog does not know it';
  }
  return members.length
    ? 'its only members wrote the change'
    : 'it has no members';
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function listed(names: string[]): string {
  return names.length > 3
    ? `${names.length} changed policies`
    : names.map(name => `'${name}'`).join(' and ');
}
