import { FileRange, NativeTestResult } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { ResultRow } from './ResultRow';

/** Tests in the format of the engine itself; a click opens their file. */
export function NativeTestList(props: {
  tests: NativeTestResult[];
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { tests, onJump } = props;
  const id = useId();
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return (
    <Box component="section" aria-labelledby={id} sx={{ pb: 1 }}>
      <Typography
        id={id}
        variant="subtitle2"
        component="h3"
        sx={{ m: 0, px: 2, pt: 1.5, pb: 0.5, fontWeight: 600 }}
      >
        Tests of the engine&apos;s own: {passed.toLocaleString('en')} of{' '}
        {tests.length.toLocaleString('en')} passed
      </Typography>
      <List dense disablePadding aria-labelledby={id}>
        {tests.map(({ name, file, status, message }, index) => (
          <ResultRow
            key={index}
            status={status}
            name={name}
            detail={message ?? file}
            title={file && `Open ${file}`}
            onClick={file ? () => onJump(file) : undefined}
          />
        ))}
      </List>
    </Box>
  );
}
