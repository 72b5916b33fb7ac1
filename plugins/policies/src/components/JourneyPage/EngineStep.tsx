import { EngineStatus } from '@internal/plugin-policies-common';
import RadioGroup from '@mui/material/RadioGroup';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { useEngines } from '../../hooks/useEngines';
import { EngineLabel } from '../EngineLabel';
import { EngineStateChip } from '../EngineStateChip';
import { Section } from '../Section';
import { ErrorMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';
import { ChoiceCard } from './ChoiceCard';
import { recommendEngine } from './recommendEngine';
import { StepProps } from './StepProps';

/** Which engine decides, recommended with reasons. */
export function EngineStep(props: StepProps) {
  const { get, set } = props.state;
  const { value, error, retry } = useEngines();
  const recommended = value && recommendEngine(value, get('template'));
  const chosen = get('engine');
  const proposal = recommended?.name;

  useEffect(() => {
    if (!chosen && proposal) {
      set({ engine: proposal });
    }
  }, [chosen, proposal, set]);

  return (
    <Section
      title="Engine"
      hint="What evaluates the policies. It can be changed later, with a change that rewrites them."
      padded
    >
      {error && !value && (
        <ErrorMessage error={error} what="the engines" onRetry={retry} dense />
      )}
      {!value && !error && <Skeleton variant="rounded" height={160} />}
      {value && (
        <RadioGroup
          aria-label="Engine"
          value={chosen}
          onChange={(_, name) => set({ engine: name })}
        >
          <Stack spacing={1}>
            {value.map(engine => (
              <Choice
                key={engine.name}
                engine={engine}
                chosen={chosen === engine.name}
                why={
                  recommended?.name === engine.name
                    ? recommended.why
                    : undefined
                }
              />
            ))}
          </Stack>
        </RadioGroup>
      )}
    </Section>
  );
}

const ABOUT: Record<string, string> = {
  cedar:
    'Embedded: nothing to run. Typed schemas, attributes and roles, explains its decisions.',
  casbin: 'Embedded: nothing to run. Role and attribute models in a line each.',
  opa: 'A server of its own. Rego says anything, with data and tests beside it.',
  openfga:
    'A server of its own. Relationships between people and things, at scale.',
  cerbos: 'A server of its own. Resource policies in YAML, with its own tests.',
  authzen:
    'A decision point elsewhere; its policies stay there, and the portal asks it.',
};

function Choice(props: {
  engine: EngineStatus;
  chosen: boolean;
  why?: string;
}) {
  const { engine, chosen, why } = props;
  const { name, driver, state } = engine;
  return (
    <ChoiceCard value={name} chosen={chosen}>
      <Stack
        direction="row"
        spacing={1}
        alignItems="center"
        useFlexGap
        flexWrap="wrap"
      >
        <EngineLabel driver={driver}>
          <Typography variant="body2" fontWeight={600} component="span">
            {name}
          </Typography>
        </EngineLabel>
        {why && <ToneChip tone="good" label="Recommended" />}
        {state !== 'up' && <EngineStateChip state={state} />}
      </Stack>
      <Typography variant="body2" color="text.secondary">
        {ABOUT[driver] ?? `Driver ${driver}.`}
        {why && ` ${why}`}
      </Typography>
    </ChoiceCard>
  );
}
