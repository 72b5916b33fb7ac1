import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { PolicySetDetail } from '@internal/plugin-policies-common';
import { useMemo } from 'react';
import { FieldList } from '../FieldList';
import { Identifier } from '../Identifier';
import { LifecycleChip } from '../LifecycleChip';
import { RegulationChips } from '../RegulationChips';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';

/** What a policy set is, at a glance. */
export function SetFacts(props: { set: PolicySetDetail }) {
  const { set } = props;
  const regulations = useMemo(
    () =>
      [...new Set(set.policies.flatMap(policy => policy.regulations))].sort(),
    [set],
  );
  return (
    <Section title="About" padded>
      <FieldList
        fields={[
          {
            label: 'Owner',
            value: (
              <EntityRefLink
                entityRef={set.owner}
                defaultKind="group"
                hideIcon
              />
            ),
          },
          {
            label: 'Domain',
            value: (
              <EntityRefLink
                entityRef={set.domain}
                defaultKind="domain"
                hideIcon
              />
            ),
          },
          {
            label: 'Lifecycle',
            value: <LifecycleChip lifecycle={set.lifecycle} />,
          },
          { label: 'Engine', value: set.engine },
          {
            label: 'Revision',
            value: set.revision ? (
              <Identifier
                value={set.revision}
                short={set.revision.slice(0, 12)}
                what="revision"
              />
            ) : (
              'none was valid yet'
            ),
          },
          {
            label: 'Active since',
            value: set.activatedAt && <RelativeTime time={set.activatedAt} />,
          },
          {
            label: 'Regulations',
            value: regulations.length ? (
              <RegulationChips regulations={regulations} />
            ) : undefined,
          },
          { label: 'Tags', value: set.tags.join(', ') },
          {
            label: 'Source',
            value: <Identifier value={set.source} what="source" />,
          },
        ]}
      />
    </Section>
  );
}
