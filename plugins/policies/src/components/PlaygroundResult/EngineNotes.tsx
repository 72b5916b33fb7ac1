import {
  EngineCapability,
  EngineStatus,
} from '@internal/plugin-policies-common';
import Typography from '@mui/material/Typography';

/** What is missing on this page for want of a capability. */
const MISSING: Partial<Record<EngineCapability, string>> = {
  explain: 'it tells no reasons, so policies may be named but not explained',
  vocabulary:
    'it has no schema, so the form offers only names you know and requests are not checked before they are sent',
};

/** True for engines whose policies stand at the other end of the network, out of the portal's hands. */
export function holdsNoPolicies({ url, capabilities }: EngineStatus): boolean {
  return url !== undefined && !capabilities.includes('publish');
}

/** In plain lines, what the engine of the set cannot do here. */
export function EngineNotes(props: { engine: EngineStatus }) {
  const { engine } = props;
  const missing = Object.entries(MISSING)
    .filter(
      ([capability]) =>
        !engine.capabilities.includes(capability as EngineCapability),
    )
    .map(([, text]) => text);
  return missing.length ? (
    <Typography variant="caption" color="text.secondary">
      Engine &apos;{engine.name}&apos;: {missing.join('; ')}.
    </Typography>
  ) : null;
}
