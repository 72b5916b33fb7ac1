import { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { Fragment, ReactNode } from 'react';

/** Cards that other plugins put on the overview of an entity. */
export type OverviewLayoutProps = EntityContentLayoutProps;

/** Our parts of an overview first, then the cards of other plugins; facts at the side. */
export function OverviewLayout(
  props: OverviewLayoutProps & {
    loading: boolean;
    side: ReactNode;
    children: ReactNode;
  },
) {
  const { cards, loading, side, children } = props;
  const elements = (isInfo: boolean) =>
    cards
      .filter(card => (card.type === 'info') === isInfo)
      .map((card, index) => (
        <Fragment key={card.element.key ?? index}>{card.element}</Fragment>
      ));
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 3,
        alignItems: 'start',
        gridTemplateColumns: {
          xs: 'minmax(0, 1fr)',
          lg: 'minmax(0, 2fr) minmax(0, 1fr)',
        },
      }}
    >
      <Stack spacing={3} sx={{ minWidth: 0 }}>
        {loading && <Skeleton variant="rounded" height={280} />}
        {children}
        {elements(false)}
      </Stack>
      <Stack spacing={3} sx={{ minWidth: 0, order: { xs: -1, lg: 0 } }}>
        {loading && <Skeleton variant="rounded" height={280} />}
        {side}
        {elements(true)}
      </Stack>
    </Box>
  );
}
