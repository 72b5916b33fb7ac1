import FileIcon from '@mui/icons-material/DescriptionOutlined';
import { FileAccount, FileUse } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';

const USES: Record<FileUse, string> = {
  manifest: 'About the set',
  catalog: 'For the catalog',
  cases: 'Cases',
  policy: 'Policy',
  invariant: 'Invariant',
  library: 'Shared by policies',
  schema: 'Schema',
  model: 'Model',
  actions: 'Actions',
  entities: 'Entities',
  data: 'Data',
  tuples: 'Tuples',
  roles: 'Roles',
  'native-test': 'Test of the engine',
  unused: 'Not used',
  refused: 'Not read',
};

/** Each file of a set with what it is read as; without `use` where that is not known yet. */
export function FileAccountList(props: {
  label: string;
  files: Array<Pick<FileAccount, 'path'> & Partial<FileAccount>>;
}) {
  return (
    <Box
      component="ul"
      aria-label={props.label}
      sx={{ m: 0, p: 0, listStyle: 'none' }}
    >
      {props.files.map(({ path, use }) => (
        <Stack
          key={path}
          component="li"
          direction="row"
          spacing={1}
          alignItems="center"
        >
          <FileIcon
            aria-hidden
            sx={{ fontSize: 16, color: 'text.secondary' }}
          />
          <Typography
            variant="body2"
            sx={{
              flex: 1,
              fontFamily: 'monospace',
              fontSize: '0.8125rem',
              overflowWrap: 'anywhere',
            }}
          >
            {path}
          </Typography>
          {use && (
            <Typography
              variant="body2"
              color={use === 'refused' ? 'text.primary' : 'text.secondary'}
              fontWeight={use === 'refused' ? 600 : undefined}
              noWrap
            >
              {USES[use]}
            </Typography>
          )}
        </Stack>
      ))}
    </Box>
  );
}
