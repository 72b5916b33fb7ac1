import { BROUGHT_FILE } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import FormControlLabel from '@mui/material/FormControlLabel';
import Link from '@mui/material/Link';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useCompany } from '../../hooks/useCompany';
import { paths } from '../../routes';
import { Section } from '../Section';
import { Answers } from './Answers';
import { JourneyPeople } from './JourneyPeople';
import { listIn, slugOf } from './model';
import { StepProps } from './StepProps';
import { TextAnswer } from './TextAnswer';

type Kind = 'existing' | 'new';

/** Which business area it is and who owns it. */
export function DomainStep(props: StepProps) {
  const { published } = props.state.journey ?? {};
  return (
    <>
      {published !== undefined && (
        <Alert severity="info">
          The domain and its owner are settled, because{' '}
          <Link component={RouterLink} to={paths.change(published)}>
            change #{published}
          </Link>{' '}
          was published. To change who is in the group, propose a change of{' '}
          <Link
            component={RouterLink}
            to={paths.playground(props.state.get('set'), {
              file: BROUGHT_FILE,
            })}
          >
            {BROUGHT_FILE}
          </Link>
          .
        </Alert>
      )}
      <Answers disabled={published !== undefined}>
        <DomainAndOwner {...props} />
      </Answers>
      <JourneyPeople {...props} />
    </>
  );
}

function DomainAndOwner(props: StepProps) {
  const { state } = props;
  const { get, set } = state;
  const company = useCompany();
  const known = (ref: string, title: string): Kind =>
    title || !ref ? 'new' : 'existing';
  const [domainKind, setDomainKind] = useState(() =>
    known(get('domain'), get('domainTitle')),
  );
  const [ownerKind, setOwnerKind] = useState<Kind>(() =>
    get('ownerTitle') ? 'new' : 'existing',
  );
  const titleOf = (list: Array<{ ref: string; title: string }>, ref: string) =>
    list.find(item => item.ref === ref)?.title ?? ref;
  return (
    <>
      <Section
        title="Domain"
        hint="The business area whose decisions these are; reviewers and auditors find its policies under it."
        padded
      >
        <Stack spacing={2}>
          <RadioGroup
            row
            aria-label="Which domain"
            value={domainKind}
            onChange={(_, kind) => {
              setDomainKind(kind as Kind);
              set({ domain: '', domainTitle: '', domainDescription: '' });
            }}
          >
            <FormControlLabel
              value="new"
              control={<Radio size="small" />}
              label="A new one"
            />
            <FormControlLabel
              value="existing"
              control={<Radio size="small" />}
              label="One the catalog knows"
            />
          </RadioGroup>
          {domainKind === 'new' ? (
            <>
              <TextAnswer
                state={state}
                field="domainTitle"
                label="Name of the domain"
                placeholder="Chargebacks"
                help="As people call it."
                required
                alsoSet={title => ({
                  domain: slugOf(title),
                  ...(get('title') === get('domainTitle')
                    ? { title, set: slugOf(title) }
                    : {}),
                })}
              />
              <TextAnswer
                state={state}
                field="domainDescription"
                label="What it is about"
                help="One sentence in the catalog."
              />
            </>
          ) : (
            <Autocomplete
              size="small"
              options={company.domains.map(({ ref }) => ref)}
              getOptionLabel={ref => titleOf(company.domains, ref)}
              value={get('domain') || null}
              onChange={(_, ref) => set({ domain: ref ?? '' })}
              loading={company.loading}
              renderInput={parameters => (
                <TextField
                  {...parameters}
                  label="Domain"
                  required
                  helperText="Domains of the catalog."
                />
              )}
            />
          )}
        </Stack>
      </Section>
      <Section
        title="Owner"
        hint="The group that answers for the policies: its members approve every change."
        padded
      >
        <Stack spacing={2}>
          <RadioGroup
            row
            aria-label="Which group"
            value={ownerKind}
            onChange={(_, kind) => {
              setOwnerKind(kind as Kind);
              set({ owner: '', ownerTitle: '', ownerMembers: '' });
            }}
          >
            <FormControlLabel
              value="existing"
              control={<Radio size="small" />}
              label="A group the catalog knows"
            />
            <FormControlLabel
              value="new"
              control={<Radio size="small" />}
              label="A new one"
            />
          </RadioGroup>
          {ownerKind === 'existing' ? (
            <Autocomplete
              size="small"
              options={company.groups.map(({ ref }) => ref)}
              getOptionLabel={ref => titleOf(company.groups, ref)}
              value={get('owner') || null}
              onChange={(_, ref) => set({ owner: ref ?? '' })}
              loading={company.loading}
              renderInput={parameters => (
                <TextField
                  {...parameters}
                  label="Owning group"
                  required
                  helperText="It should have at least two people: nobody approves their own change."
                />
              )}
            />
          ) : (
            <>
              <TextAnswer
                state={state}
                field="ownerTitle"
                label="Name of the group"
                placeholder="Chargebacks team"
                help="It comes into the catalog when the change is published."
                required
                alsoSet={title => ({
                  owner: slugOf(title) && `group:default/${slugOf(title)}`,
                })}
              />
              <Autocomplete
                multiple
                size="small"
                options={company.users.map(({ ref }) => ref)}
                getOptionLabel={ref => titleOf(company.users, ref)}
                value={listIn(get('ownerMembers'))}
                onChange={(_, refs) =>
                  set({ ownerMembers: JSON.stringify(refs) })
                }
                loading={company.loading}
                renderInput={parameters => (
                  <TextField
                    {...parameters}
                    label="People in it"
                    helperText="At least two: nobody approves their own change."
                  />
                )}
              />
            </>
          )}
        </Stack>
      </Section>
    </>
  );
}
