import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { PolicyDetail, shortRevision } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { FieldList } from '../FieldList';
import { Identifier } from '../Identifier';
import { LifecycleChip } from '../LifecycleChip';
import { RegulationChips } from '../RegulationChips';
import { Section } from '../Section';

/** What a policy is, at a glance. */
export function PolicyFacts(props: { policy: PolicyDetail }) {
  const { policy } = props;
  return (
    <Section title="About" padded>
      <FieldList
        fields={[
          {
            label: 'Policy set',
            value: (
              <Link component={RouterLink} to={paths.set(policy.set)}>
                {policy.setTitle}
              </Link>
            ),
          },
          {
            label: 'Owner',
            value: (
              <EntityRefLink
                entityRef={policy.owner}
                defaultKind="group"
                hideIcon
              />
            ),
          },
          {
            label: 'Domain',
            value: (
              <EntityRefLink
                entityRef={policy.domain}
                defaultKind="domain"
                hideIcon
              />
            ),
          },
          {
            label: 'Lifecycle',
            value: <LifecycleChip lifecycle={policy.lifecycle} />,
          },
          {
            label: 'Regulations',
            value: policy.regulations.length ? (
              <RegulationChips regulations={policy.regulations} />
            ) : (
              'none named'
            ),
          },
          { label: 'Engine', value: policy.engine },
          {
            label: 'Revision',
            value: (
              <Identifier
                value={policy.revision}
                short={shortRevision(policy.revision)}
                what="revision"
              />
            ),
          },
          {
            label: 'Name',
            value: <Identifier value={policy.name} what="name" />,
          },
        ]}
      />
    </Section>
  );
}
