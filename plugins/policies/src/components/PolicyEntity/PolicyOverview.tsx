import Typography from '@mui/material/Typography';
import { usePolicy } from '../../hooks/usePolicy';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { OverviewLayout, OverviewLayoutProps } from '../OverviewLayout';
import { Section } from '../Section';
import { SourceFiles } from '../SourceFiles';
import { ErrorMessage } from '../StateMessage';
import { PolicyConsumers } from './PolicyConsumers';
import { PolicyInvariants } from './PolicyInvariants';
import { PolicyFacts } from './PolicyFacts';

/** Overview of a policy: the rule in words and in code, and who depends on it. */
export function PolicyOverview(props: OverviewLayoutProps) {
  const { set, policy } = usePolicyEntity();
  const { value, loading, error, retry } = usePolicy(set, policy);
  if (error) {
    return (
      <ErrorMessage
        error={error}
        what={`policy '${set}.${policy}'`}
        onRetry={retry}
      />
    );
  }
  return (
    <OverviewLayout
      {...props}
      loading={loading && !value}
      side={value && <PolicyFacts policy={value} />}
    >
      {value && (
        <>
          <Section title="In words" padded>
            <Typography
              variant="body1"
              color={value.description ? undefined : 'text.secondary'}
            >
              {value.description ??
                'No description. Add one in policy-set.yaml, so that people who do not read code know what the rule is for.'}
            </Typography>
          </Section>
          <Section title="In code" padded>
            <SourceFiles set={set} files={value.sources} />
          </Section>
          <PolicyInvariants policy={value} />
          <PolicyConsumers />
        </>
      )}
    </OverviewLayout>
  );
}
