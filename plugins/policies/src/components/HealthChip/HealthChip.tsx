import CheckIcon from '@mui/icons-material/CheckCircleOutline';
import ErrorIcon from '@mui/icons-material/ErrorOutline';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { CaseCounts, SetHealth } from '@internal/plugin-policies-common';
import { ToneChip } from '../ToneChip';

const count = (value: number, noun: string) =>
  `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`;

/**
 * Health of a set: broken while its newest files do not compile, else whether its cases pass.
 */
export function HealthChip(props: {
  health: SetHealth;
  errorCount?: number;
  cases?: CaseCounts;
}) {
  const { health, errorCount = 0, cases } = props;
  if (health === 'broken') {
    return (
      <ToneChip
        tone="bad"
        icon={<ErrorIcon />}
        label={errorCount ? count(errorCount, 'error') : 'Broken'}
        title="The newest files do not compile; the last good revision serves."
      />
    );
  }
  if (cases?.failed) {
    return (
      <ToneChip
        tone="warning"
        icon={<WarningIcon />}
        label={`${count(cases.failed, 'case')} ${
          cases.failed === 1 ? 'fails' : 'fail'
        }`}
      />
    );
  }
  return <ToneChip tone="good" icon={<CheckIcon />} label="Healthy" />;
}
