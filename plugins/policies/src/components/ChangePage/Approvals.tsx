import ApprovedIcon from '@mui/icons-material/Check';
import WaitsIcon from '@mui/icons-material/HourglassEmpty';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ChangeDetail } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { CallerLabel } from '../CallerLabel';
import { Section } from '../Section';
import { ToneChip } from '../ToneChip';

/** Who has to approve, why, and who did. */
export function Approvals(props: { change: ChangeDetail }) {
  const { change } = props;
  return (
    <Section
      title="Approvals"
      hint="One member of each group; nobody approves their own change."
      padded
    >
      {change.requirements.length ? (
        <Stack spacing={2}>
          {change.requirements.map(
            ({ group, because, second, approvedBy, problem }) => (
              <Box key={`${group} ${second ?? false}`}>
                <Stack direction="row" alignItems="center" spacing={1}>
                  <Typography
                    variant="body2"
                    component="div"
                    sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}
                  >
                    <EntityRefLink
                      entityRef={group}
                      defaultKind="group"
                      hideIcon
                    />
                  </Typography>
                  {approvedBy ? (
                    <ToneChip
                      tone="good"
                      label="Approved"
                      icon={<ApprovedIcon />}
                    />
                  ) : (
                    <ToneChip
                      tone="neutral"
                      label="Not yet"
                      icon={<WaitsIcon />}
                    />
                  )}
                </Stack>
                <Typography
                  variant="body2"
                  color="text.secondary"
                  component="div"
                >
                  {approvedBy ? (
                    <>
                      By <CallerLabel caller={approvedBy} />. {because}
                    </>
                  ) : (
                    problem ?? because
                  )}
                </Typography>
              </Box>
            ),
          )}
        </Stack>
      ) : (
        <Typography variant="body2" color="text.secondary">
          {change.state === 'draft'
            ? 'Known when it is in review.'
            : 'Nobody was asked.'}
        </Typography>
      )}
    </Section>
  );
}
