import Box from '@mui/material/Box';
import { shortenText } from './shortenText';

/** A sentence that may quote ids of any length; the whole of it is a tooltip where a part is left out. */
export function LongText(props: { text: string }) {
  const { text } = props;
  const short = shortenText(text);
  return (
    <Box
      component="span"
      title={short === text ? undefined : text}
      sx={{ overflowWrap: 'anywhere' }}
    >
      {short}
    </Box>
  );
}
