import { EvaluationRequest } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';

/** For example `user ana`. */
const entity = (value: { type: string; id: string }) =>
  `${value.type} ${value.id}`;

/** A request in one line, as text. */
export function summarizeRequest(request: EvaluationRequest): string {
  const { subject, action, resource } = request;
  return `${entity(subject)} → ${action.name} → ${entity(resource)}`;
}

/** A request in one line: who, does what, to what. */
export function RequestSummary(props: { request: EvaluationRequest }) {
  const { subject, action, resource } = props.request;
  return (
    <Box
      component="span"
      sx={{
        fontFamily: 'monospace',
        fontSize: '0.8125rem',
        overflowWrap: 'anywhere',
      }}
    >
      {entity(subject)} → <strong>{action.name}</strong> → {entity(resource)}
    </Box>
  );
}
