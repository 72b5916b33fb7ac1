import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  EngineStatus,
  PolicySetDetail,
  shortRevision,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useMemo } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { EngineLabel } from '../EngineLabel';
import { EngineStateChip } from '../EngineStateChip';
import { FieldList } from '../FieldList';
import { Identifier } from '../Identifier';
import { LifecycleChip } from '../LifecycleChip';
import { RegulationChips } from '../RegulationChips';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';

/** What a policy set is, at a glance. */
export function SetFacts(props: {
  set: PolicySetDetail;
  /** Undefined while it is not known. */
  engine?: EngineStatus;
}) {
  const { set, engine } = props;
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
          {
            label: 'Engine',
            value: <EngineOfSet name={set.engine} engine={engine} />,
          },
          {
            label: 'Revision',
            value: set.revision ? (
              <Identifier
                value={set.revision}
                short={shortRevision(set.revision)}
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

/** The engine, and how it does unless it is well. */
function EngineOfSet(props: { name: string; engine?: EngineStatus }) {
  const { name, engine } = props;
  return (
    <Box
      component="span"
      sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}
    >
      <EngineLabel driver={engine?.driver ?? name}>
        <Link component={RouterLink} to={paths.engines(name)}>
          {name}
        </Link>
      </EngineLabel>
      {engine && engine.state !== 'up' && (
        <EngineStateChip state={engine.state} />
      )}
    </Box>
  );
}
