import CommentIcon from '@mui/icons-material/AddCommentOutlined';
import {
  ChangeComment,
  DifferenceLine,
  FileDifference,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Paper from '@mui/material/Paper';
import Stack from '@mui/material/Stack';
import { alpha } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import { Fragment, ReactNode, useId } from 'react';
import { toneColour, ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';

const STATUS = {
  added: <ToneChip tone="good" label="Added" />,
  removed: <ToneChip tone="bad" label="Removed" />,
  changed: <ToneChip tone="info" label="Changed" />,
};

const SIGN = { added: '+', removed: '−', same: ' ' };
const WORD = { added: 'added', removed: 'removed', same: '' };

/** One file that differs, line by line, with the remarks about its lines. */
export function FileDifferenceView(props: {
  file: FileDifference;
  comments: ChangeComment[];
  renderComment: (comment: ChangeComment) => ReactNode;
  /** Asked for when a person may comment. */
  onComment?: (line: number) => void;
  /** Stands below the line it is about. */
  form?: { line: number; content: ReactNode };
}) {
  const { file, comments, renderComment, onComment, form } = props;
  const id = useId();
  const shown = new Set(
    file.hunks.flatMap(({ lines }) => lines.map(({ after }) => after)),
  );
  const elsewhere = comments.filter(
    ({ line }) => line === undefined || !shown.has(line),
  );
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby={id}
      sx={{ overflow: 'hidden' }}
    >
      <Stack
        direction="row"
        alignItems="center"
        spacing={1.5}
        sx={{ px: 2, py: 1, borderBottom: 1, borderColor: 'divider' }}
      >
        <Typography
          id={id}
          component="h3"
          sx={{
            m: 0,
            fontFamily: 'monospace',
            fontSize: '0.875rem',
            fontWeight: 600,
            overflowWrap: 'anywhere',
          }}
        >
          <VisibleText text={file.path} />
        </Typography>
        {STATUS[file.status]}
      </Stack>
      <Box
        component="table"
        aria-label={`Lines of ${file.path}`}
        sx={{
          width: '100%',
          borderCollapse: 'collapse',
          tableLayout: 'fixed',
          fontFamily: 'monospace',
          fontSize: '0.8125rem',
          lineHeight: 1.5,
        }}
      >
        <colgroup>
          <col style={{ width: 44 }} />
          <col style={{ width: 44 }} />
          <col style={{ width: 20 }} />
          <col />
          <col style={{ width: 36 }} />
        </colgroup>
        <tbody>
          {file.hunks.map((hunk, index) => (
            <Fragment key={index}>
              {index > 0 && (
                <tr aria-hidden>
                  <Box
                    component="td"
                    colSpan={5}
                    sx={{
                      bgcolor: 'action.hover',
                      color: 'text.secondary',
                      px: 2,
                    }}
                  >
                    ⋯
                  </Box>
                </tr>
              )}
              {hunk.lines.map((line, at) => (
                <Fragment key={at}>
                  <Line line={line} file={file.path} onComment={onComment} />
                  {comments
                    .filter(
                      comment =>
                        comment.line !== undefined &&
                        comment.line === line.after,
                    )
                    .map(comment => (
                      <Remark key={comment.id}>{renderComment(comment)}</Remark>
                    ))}
                  {form && form.line === line.after && (
                    <Remark>{form.content}</Remark>
                  )}
                </Fragment>
              ))}
            </Fragment>
          ))}
        </tbody>
      </Box>
      {elsewhere.length > 0 && (
        <Box sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
          <Typography variant="body2" color="text.secondary" gutterBottom>
            About lines that are not shown any more
          </Typography>
          {elsewhere.map(comment => (
            <Box key={comment.id}>{renderComment(comment)}</Box>
          ))}
        </Box>
      )}
    </Paper>
  );
}

function Line(props: {
  line: DifferenceLine;
  file: string;
  onComment?: (line: number) => void;
}) {
  const { line, file, onComment } = props;
  const { after } = line;
  const cell = { px: 1, verticalAlign: 'top', userSelect: 'none' } as const;
  return (
    <Box
      component="tr"
      sx={theme => {
        const tones = {
          added: 'good',
          removed: 'bad',
          same: undefined,
        } as const;
        const tone = tones[line.kind];
        return {
          ...(tone && {
            backgroundColor: alpha(toneColour(theme, tone), 0.1),
          }),
          '& button': { opacity: 0 },
          '&:hover button, & button:focus-visible': { opacity: 1 },
        };
      }}
    >
      <Box
        component="td"
        sx={{ ...cell, textAlign: 'right', color: 'text.secondary' }}
      >
        {line.before}
      </Box>
      <Box
        component="td"
        sx={{ ...cell, textAlign: 'right', color: 'text.secondary' }}
      >
        {after}
      </Box>
      <Box component="td" sx={{ px: 0.5, verticalAlign: 'top' }}>
        <span aria-label={WORD[line.kind] || undefined}>{SIGN[line.kind]}</span>
      </Box>
      <Box
        component="td"
        sx={{
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          verticalAlign: 'top',
        }}
      >
        <VisibleText
          text={line.kind === 'same' ? line.text.replace(/\r$/, '') : line.text}
        />
      </Box>
      <Box component="td" sx={{ verticalAlign: 'top', lineHeight: 0 }}>
        {onComment && after !== undefined && (
          <IconButton
            size="small"
            aria-label={`Comment on line ${after} of ${file}`}
            onClick={() => onComment(after)}
            sx={{ p: 0.25 }}
          >
            <CommentIcon sx={{ fontSize: 16 }} />
          </IconButton>
        )}
      </Box>
    </Box>
  );
}

function Remark(props: { children: ReactNode }) {
  return (
    <tr>
      <Box
        component="td"
        colSpan={5}
        sx={{
          px: 2,
          py: 1,
          bgcolor: 'background.default',
          fontFamily: theme => theme.typography.fontFamily,
          borderTop: 1,
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        {props.children}
      </Box>
    </tr>
  );
}
