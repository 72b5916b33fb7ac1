import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { CodeBlock } from '../CodeBlock';
import { PortalPage } from '../PortalPage';
import { Section } from '../Section';
import { FieldTable } from './FieldTable';
import {
  CASES,
  CONSUMES,
  FOLDER,
  MANIFEST,
  POLICY,
  SCHEMA,
  SOURCES,
} from './snippets';

function Step(props: { title: string; children: ReactNode }) {
  return (
    <Section title={props.title} padded>
      <Stack spacing={2}>{props.children}</Stack>
    </Section>
  );
}

function Text(props: { children: ReactNode }) {
  return (
    <Typography variant="body2" sx={{ maxWidth: '80ch' }}>
      {props.children}
    </Typography>
  );
}

/** How a domain team registers its policies. */
export function OnboardPage() {
  return (
    <PortalPage
      title="How onboarding works"
      description="Four steps from a folder of policies to a set that services can ask for decisions."
      actions={
        <Button component={RouterLink} to={paths.policies('sets')}>
          See registered sets
        </Button>
      }
    >
      <Step title="1. Put the policies into a folder">
        <Text>
          A policy set is a folder: one engine, one owner, versioned and tested
          as a whole. Files stay in the format of the engine, so bring what you
          have.
        </Text>
        <CodeBlock text={FOLDER} what="folder layout" />
        <Text>
          Start with this <code>policy-set.yaml</code>, and change names, owner
          and resource types. A resource type belongs to one set of the portal:
          it decides which set answers a request.
        </Text>
        <CodeBlock text={MANIFEST} what="policy-set.yaml" />
        <CodeBlock text={SCHEMA} what="schema.cedarschema" />
        <CodeBlock text={POLICY} what="policies/read-own-order.cedar" />
        <Text>
          Cases are requests with the decision you expect. The portal runs them
          on each new revision and shows the ones that fail.
        </Text>
        <CodeBlock text={CASES} what="tests/orders.yaml" />
      </Step>
      <Step title="2. Tell the portal where to read">
        <Text>
          Name the folder that holds your set, or a URL of any host the portal
          has an integration for, in the configuration of the portal. Sets below
          a source that is already listed need no change.
        </Text>
        <CodeBlock text={SOURCES} what="app-config.yaml" />
      </Step>
      <Step title="3. Check what arrived">
        <Text>
          The portal reads its sources at start and then on a schedule. It
          checks the manifest and the policies, runs the cases, and makes the
          new revision active. When something is wrong, nothing is half
          registered: the last good revision keeps serving, and{' '}
          <Link component={RouterLink} to={paths.home()} underline="always">
            home
          </Link>{' '}
          and the page of the set name file, line and the fix.
        </Text>
        <Text>
          Then{' '}
          <Link
            component={RouterLink}
            to={paths.playground()}
            underline="always"
          >
            test a request in the playground
          </Link>
          : edits there never touch what is live.
        </Text>
      </Step>
      <Step title="4. Let services depend on it">
        <Text>
          A service says in its catalog file which sets it asks. The set then
          lists it as a consumer, and its team hears of changes.
        </Text>
        <CodeBlock text={CONSUMES} what="catalog-info.yaml" />
      </Step>
      <Section
        title="Fields of policy-set.yaml"
        hint="Lists are marked with []. Unknown fields are errors, so that a typing mistake shows."
      >
        <FieldTable />
      </Section>
    </PortalPage>
  );
}
