import {
  ApprovalRequirement,
  concerns,
  ImpactReport,
} from '@internal/plugin-policies-common';
import { CheckOutcome } from '@internal/plugin-policies-node';
import { Reach } from '../difference/Differences';
import { ApprovalRules } from '../rules/ApprovalRules';
import { Directory } from '../company/directoryFor';

type Wanted = Omit<ApprovalRequirement, 'approvedBy'>;

/**
 * Who has to approve a change: the owners of the set as it is and as it would be, the owners of consumers
 * whose logged decisions flip, and the groups that watch over the regulations of changed policies, or over
 * any of the set where the change reaches all its policies, and those that a check asks for. A group that cannot approve is stood in for by
 * the configured fallback.
 *
 * @param authors - of any push; nobody approves their own change
 */
export async function requirementsOf(
  subject: {
    owners: string[];
    reach: Reach;
    impact?: ImpactReport;
    /** What checks of the last push ask for. */
    asks: NonNullable<CheckOutcome['asks']>;
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
    const because = whyWatched(rule, subject.reach);
    if (because) {
      wanted.push({ reason: 'regulation', group, because });
    }
  }
  for (const { group, because, second } of subject.asks) {
    wanted.push({
      reason: 'check',
      group,
      because,
      ...(second && { second: true as const }),
    });
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
    const stoodIn = await standIn(requirement, subject, rules, directory);
    // A second person of a group is asked besides the first.
    const key = `${stoodIn.second ?? false} ${stoodIn.group}`;
    if (!byGroup.has(key)) {
      byGroup.set(key, stoodIn);
    }
  }
  return [...byGroup.values()].map(requirement =>
    requirement.second
      ? {
          ...requirement,
          because: `${requirement.because} It takes another person than whoever approves for the owner.`,
        }
      : requirement,
  );
}

/** Why a rule about a regulation is concerned, if it is. */
function whyWatched(
  rule: string,
  { policies, causes, regulated }: Reach,
): string | undefined {
  const serving = ({ regulations }: { regulations: string[] }) =>
    regulations.some(regulation => concerns(rule, regulation));
  const changed = policies.filter(serving).map(({ policy }) => policy);
  const all = [...new Set(regulated.filter(serving).map(({ name }) => name))];
  if (!changed.length && !(causes.length && all.length)) {
    return undefined;
  }
  const served = changed.length
    ? listed(quoted(changed), 'changed policies')
    : listed(quoted(all), 'policies');
  const what = `It watches over ${rule.replace(/\*$/, '')}, which ${served} ${
    (changed.length || all.length) === 1 ? 'serves' : 'serve'
  }`;
  return causes.length
    ? `${what}: ${listed(
        causes,
        'things that belong to no one policy',
      )} may change what is decided under it.`
    : `${what}.`;
}

/** The requirement, or one of the fallback group where its own cannot approve. */
async function standIn(
  requirement: Wanted,
  { authors, owners }: { authors: string[]; owners: string[] },
  { fallback }: ApprovalRules,
  directory: Directory,
): Promise<Wanted> {
  const members = await directory.membersOf(requirement.group);
  const able = new Set(members?.filter(member => !authors.includes(member)));
  const isLonely =
    requirement.second && able.size === 1 && owners.includes(requirement.group);
  if (able.size && !isLonely) {
    return requirement;
  }
  const because = isLonely
    ? 'it owns the set, and has nobody else who can approve'
    : whyNot(members);
  if (fallback === undefined || fallback === requirement.group) {
    return {
      ...requirement,
      problem: `'${nameOf(requirement.group)}' cannot approve: ${because}.`,
    };
  }
  return {
    ...(requirement.second && { second: true as const }),
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

function quoted(names: string[]): string[] {
  return names.map(name => `'${name}'`);
}

/** All of a few, or how many there are. */
function listed(phrases: string[], what: string): string {
  if (phrases.length > 3) {
    return `${phrases.length} ${what}`;
  }
  const [last, ...others] = [...phrases].reverse();
  return others.length ? `${others.reverse().join(', ')} and ${last}` : last;
}
