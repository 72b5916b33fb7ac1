import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { ReactNode, useEffect, useRef } from 'react';
import { useEngines } from '../../hooks/useEngines';
import { useQueryState } from '../../hooks/useQueryState';
import { useRepair } from '../../hooks/useRepair';
import { paths } from '../../routes';
import { DataTable } from '../DataTable';
import { PortalPage } from '../PortalPage';
import { RelativeTime } from '../RelativeTime';
import { ErrorMessage, messageOf, StateMessage } from '../StateMessage';
import { engineColumns } from './engineColumns';
import { EngineDetails } from './EngineDetails';

const EVERY_MS = 10_000;

/** The configured engines and how they do; the details of one are in the URL. */
export function EnginesPage() {
  const { value, loading, error, freshAt, retry, update } = useEngines({
    everyMs: EVERY_MS,
  });
  const repair = useRepair(update);
  const [get, set] = useQueryState();
  const name = get('engine');
  const opened = value?.find(engine => engine.name === name);
  return (
    <PortalPage
      title="Policy engines"
      description="The policy decision points that answer requests, how they do, and the sets each of them serves."
    >
      {error && !value ? (
        <ErrorMessage error={error} what="the engines" onRetry={retry} />
      ) : (
        <>
          {error && freshAt && (
            <Alert
              severity="warning"
              action={
                <Button color="inherit" size="small" onClick={retry}>
                  Try again
                </Button>
              }
            >
              This is how it was <RelativeTime time={freshAt} />: the portal
              could not be asked again. {messageOf(error)}
            </Alert>
          )}
          <DataTable
            label="Engines"
            columns={engineColumns}
            rows={value ?? []}
            rowKey={engine => engine.name}
            hrefOf={engine => paths.engines(engine.name)}
            loading={loading}
            empty={
              <StateMessage kind="empty" title="No engine is configured">
                Configure one under policies.engines in app-config.yaml.
              </StateMessage>
            }
          />
          {value && name && !opened && (
            <Alert
              severity="info"
              onClose={() => set({ engine: undefined })}
              sx={{ overflowWrap: 'anywhere' }}
            >
              There is no engine &apos;{name}&apos;. It may have been taken out
              of the configuration.
            </Alert>
          )}
          {opened && (
            <Shown key={opened.name}>
              <EngineDetails
                engine={opened}
                repair={repair}
                onClose={() => set({ engine: undefined })}
              />
            </Shown>
          )}
        </>
      )}
    </PortalPage>
  );
}

/** Brings what was opened into view; it stands below a table that may be long. */
function Shown(props: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.scrollIntoView?.({ block: 'nearest' });
  }, []);
  return <div ref={ref}>{props.children}</div>;
}
