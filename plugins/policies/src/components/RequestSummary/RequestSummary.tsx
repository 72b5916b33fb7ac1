import { EvaluationRequest } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import { shortenId } from '../Identifier';
import { VisibleText } from '../VisibleText';

/** For example `user ana`. */
const entity = (value: { type: string; id: string }) =>
  `${shortenId(value.type)} ${shortenId(value.id)}`;

/** A request in one line, as text. */
export function summarizeRequest(request: EvaluationRequest): string {
  const { subject, action, resource } = request;
  return `${entity(subject)} → ${shortenId(action.name)} → ${entity(resource)}`;
}

/** What a reader may want whole, where a part is left out. */
function wholeIds({
  subject,
  action,
  resource,
}: EvaluationRequest): string | undefined {
  const whole = [
    subject.type,
    subject.id,
    action.name,
    resource.type,
    resource.id,
  ].filter(id => shortenId(id) !== id);
  return whole.length ? whole.join('\n') : undefined;
}

/** A request in one line: who, does what, to what. */
export function RequestSummary(props: { request: EvaluationRequest }) {
  const { subject, action, resource } = props.request;
  return (
    <Box
      component="span"
      title={wholeIds(props.request)}
      sx={{
        fontFamily: 'monospace',
        fontSize: '0.8125rem',
        overflowWrap: 'anywhere',
      }}
    >
      <VisibleText text={entity(subject)} /> →{' '}
      <strong>
        <VisibleText text={shortenId(action.name)} />
      </strong>{' '}
      → <VisibleText text={entity(resource)} />
    </Box>
  );
}
