import {
  EngineStatus,
  PolicySetDetail,
} from '@internal/plugin-policies-common';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useEngines } from '../../hooks/useEngines';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { usePolicySet } from '../../hooks/usePolicySet';
import { useScorecard } from '../../hooks/useScorecard';
import { declaredConsumers, joinConsumers } from '../../consumers/consumers';
import { ConsumerTable } from '../ConsumerTable';
import { EngineAlert } from '../EngineAlert';
import { OverviewLayout, OverviewLayoutProps } from '../OverviewLayout';
import { Section } from '../Section';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { IntendedConsumers } from './IntendedConsumers';
import { ScorecardSection } from './ScorecardSection';
import { SetFacts } from './SetFacts';
import { SetHealthSection } from './SetHealthSection';
import { SetProofSection } from './SetProofSection';

function WhatItDecides(props: { set: PolicySetDetail }) {
  const { set } = props;
  const actions = set.vocabulary?.actions ?? [];
  return (
    <Section title="What it decides" padded>
      <Stack spacing={1.5}>
        {set.description && (
          <Typography variant="body1">{set.description}</Typography>
        )}
        {set.resourceTypes.map(type => {
          const names = actions
            .filter(action => action.resourceTypes.includes(type))
            .map(action => action.name);
          return (
            <Stack
              key={type}
              direction="row"
              flexWrap="wrap"
              useFlexGap
              spacing={1}
              alignItems="center"
            >
              <Chip
                size="small"
                variant="outlined"
                label={type}
                sx={{ m: 0, fontFamily: 'monospace' }}
              />
              {names.length > 0 && (
                <Typography variant="body2" color="text.secondary">
                  {names.join(', ')}
                </Typography>
              )}
            </Stack>
          );
        })}
      </Stack>
    </Section>
  );
}

/** What an engine that is down or holds another revision means for this set. */
function EngineTrouble(props: { set: PolicySetDetail; engine: EngineStatus }) {
  const { set, engine } = props;
  const drift = engine.drift.find(item => item.set === set.name);
  return engine.state === 'down' || drift ? (
    <EngineAlert engine={engine} drift={drift} />
  ) : null;
}

/** Overview of a policy set: what it decides, its health, who depends on it. */
export function SetOverview(props: OverviewLayoutProps) {
  const { entity, set } = usePolicyEntity();
  const { value, loading, error, retry } = usePolicySet(set);
  const engine = useEngines().value?.find(({ name }) => name === value?.engine);
  const scorecard = useScorecard(set);
  const intended = scorecard.value?.intended;
  const consumers = useMemo(
    () =>
      joinConsumers(
        declaredConsumers(entity),
        value?.observedConsumers ?? [],
        intended,
      ),
    [entity, value, intended],
  );
  const waiting = consumers.flatMap(consumer =>
    consumer.intended ? [consumer.caller] : [],
  );
  if (error) {
    return (
      <ErrorMessage
        error={error}
        what={`policy set '${set}'`}
        onRetry={retry}
      />
    );
  }
  return (
    <OverviewLayout
      {...props}
      loading={loading && !value}
      side={
        value && (
          <>
            <SetFacts set={value} engine={engine} />
            <ScorecardSection scorecard={scorecard} />
          </>
        )
      }
    >
      {value && (
        <>
          {engine && <EngineTrouble set={value} engine={engine} />}
          <WhatItDecides set={value} />
          <SetHealthSection set={value} />
          <SetProofSection set={set} />
          <Section
            title="Consumers"
            hint="Services that ask this set for decisions, declared in the catalog, chosen when it was onboarded, or seen in the decision log."
          >
            <ConsumerTable
              consumers={consumers}
              loading={scorecard.loading && !scorecard.value}
              empty={
                <StateMessage kind="empty" title="No consumer" dense>
                  No service declares this set, and none asked it yet.
                </StateMessage>
              }
            />
            {waiting.length > 0 && (
              <IntendedConsumers set={set} intended={waiting} />
            )}
          </Section>
        </>
      )}
    </OverviewLayout>
  );
}
