import AuthzenIcon from '@mui/icons-material/CableOutlined';
import OpaIcon from '@mui/icons-material/DataObjectOutlined';
import UnknownIcon from '@mui/icons-material/DnsOutlined';
import OpenfgaIcon from '@mui/icons-material/HubOutlined';
import CedarIcon from '@mui/icons-material/ParkOutlined';
import CerbosIcon from '@mui/icons-material/RuleOutlined';
import CasbinIcon from '@mui/icons-material/TableChartOutlined';
import { SvgIconProps } from '@mui/material/SvgIcon';

/* What the language of each looks like, not the marks of its makers: documents, relations, tables, … */
const ICONS: Record<string, typeof UnknownIcon> = {
  authzen: AuthzenIcon,
  casbin: CasbinIcon,
  cedar: CedarIcon,
  cerbos: CerbosIcon,
  opa: OpaIcon,
  openfga: OpenfgaIcon,
};

/** Icon of a driver, the same everywhere; drivers of third parties share one. */
export function DriverIcon(props: { driver?: string } & SvgIconProps) {
  const { driver, ...rest } = props;
  const Icon =
    driver && Object.prototype.hasOwnProperty.call(ICONS, driver)
      ? ICONS[driver]
      : UnknownIcon;
  return <Icon aria-hidden fontSize="small" {...rest} />;
}
