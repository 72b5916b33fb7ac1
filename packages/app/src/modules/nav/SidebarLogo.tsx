import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import Box from '@mui/material/Box';
import { ShieldLogo } from './ShieldLogo';

/** The portal's mark, with its name when the sidebar is open; leads home. */
export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Box
      sx={{
        height: 2.5 * sidebarConfig.logoHeight,
        pl: '22px',
        display: 'flex',
        alignItems: 'center',
      }}
    >
      <Link to="/" underline="none" aria-label="Policy portal, home">
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 1.5,
            color: 'common.white',
            whiteSpace: 'nowrap',
            fontSize: 18,
            fontWeight: 600,
          }}
        >
          <ShieldLogo />
          {isOpen && <span>Policy portal</span>}
        </Box>
      </Link>
    </Box>
  );
}
