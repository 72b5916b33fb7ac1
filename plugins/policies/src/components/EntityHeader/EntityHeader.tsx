import { RELATION_OWNED_BY, RELATION_PART_OF } from '@backstage/catalog-model';
import {
  EntityRefLinks,
  FavoriteEntity,
  getEntityRelations,
} from '@backstage/plugin-catalog-react';
import { EntityHeaderLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import { Header } from '@backstage/ui';
import PlayIcon from '@mui/icons-material/PlayArrow';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { Link as RouterLink } from 'react-router-dom';
import { usePolicy } from '../../hooks/usePolicy';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { paths } from '../../routes';

/** Frame of the header: title, owner, place and the primary action. */
function PolicyKindHeader(
  props: EntityHeaderLayoutProps & {
    tag: string;
    partOfLabel: string;
    action: { label: string; to: string };
  },
) {
  const { tabs, activeTabId, tag, partOfLabel, action } = props;
  const { entity } = usePolicyEntity();
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);
  const wholes = getEntityRelations(entity, RELATION_PART_OF);
  return (
    <Header
      title={entity.metadata.title ?? entity.metadata.name}
      tags={[{ label: tag }]}
      metadata={[
        ...(wholes.length
          ? [
              {
                label: partOfLabel,
                value: <EntityRefLinks entityRefs={wholes} hideIcons />,
              },
            ]
          : []),
        ...(owners.length
          ? [
              {
                label: 'Owner',
                value: <EntityRefLinks entityRefs={owners} hideIcons />,
              },
            ]
          : []),
      ]}
      tabs={tabs}
      activeTabId={activeTabId}
      customActions={
        <Stack direction="row" spacing={1} alignItems="center">
          <FavoriteEntity entity={entity} />
          <Button
            variant="contained"
            startIcon={<PlayIcon />}
            component={RouterLink}
            to={action.to}
          >
            {action.label}
          </Button>
        </Stack>
      }
    />
  );
}

/** Header of the page of a policy set. */
export function PolicySetHeader(props: EntityHeaderLayoutProps) {
  const { set } = usePolicyEntity();
  return (
    <PolicyKindHeader
      {...props}
      tag="Policy set"
      partOfLabel="Domain"
      action={{ label: 'Test in playground', to: paths.playground(set) }}
    />
  );
}

/** Header of the page of a policy. */
export function PolicyHeader(props: EntityHeaderLayoutProps) {
  const { set, policy } = usePolicyEntity();
  const { value } = usePolicy(set, policy);
  return (
    <PolicyKindHeader
      {...props}
      tag="Policy"
      partOfLabel="Policy set"
      action={{
        label: 'Open in playground',
        to: paths.playground(set, { file: value?.sources[0]?.path }),
      }}
    />
  );
}
