import ApprovedIcon from '@mui/icons-material/Check';
import RejectedIcon from '@mui/icons-material/Block';
import {
  ChangeComment,
  ChangeDetail,
  ChangeReview,
} from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { paths } from '../../routes';
import { Section } from '../Section';
import { ToneChip } from '../ToneChip';
import { CommentForm } from './CommentForm';
import { Said } from './Said';
import { VisibleText } from '../VisibleText';

/** Verdicts and comments in the order they were made. */
export function Conversation(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
}) {
  const { change, state } = props;
  const entries = [
    ...change.reviews.map(review => ({
      at: review.createdAt,
      key: `review-${review.id}`,
      content: <Verdict review={review} />,
    })),
    ...change.comments.map(comment => ({
      at: comment.createdAt,
      key: `comment-${comment.id}`,
      content: <Comment change={change.id} comment={comment} />,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const mayComment = change.may.edit || change.may.review;
  return (
    <Section title="Conversation" padded>
      <Stack spacing={2}>
        {entries.map(({ key, content }) => (
          <div key={key}>{content}</div>
        ))}
        {!entries.length && (
          <Typography variant="body2" color="text.secondary">
            Nobody said anything yet. Lines are commented on under Files.
          </Typography>
        )}
        {mayComment && (
          <CommentForm
            label="Comment"
            busy={state.busy !== undefined}
            onSend={body =>
              state.act('comment', api =>
                api.commentChange(change.id, { body }),
              )
            }
          />
        )}
      </Stack>
    </Section>
  );
}

function Verdict(props: { review: ChangeReview }) {
  const { author, createdAt, body, verdict, push, dropped, droppedBecause } =
    props.review;
  const approved = verdict === 'approve';
  const of = push === undefined ? 'before' : `push ${push}`;
  const label = approved ? 'Approved' : 'Rejected';
  const tone = approved ? 'good' : 'bad';
  return (
    <Said by={author} at={createdAt} body={body} note={droppedBecause}>
      <ToneChip
        tone={dropped ? 'neutral' : tone}
        label={dropped ? `${label} ${of}` : label}
        icon={approved ? <ApprovedIcon /> : <RejectedIcon />}
      />
    </Said>
  );
}

function Comment(props: { change: string; comment: ChangeComment }) {
  const { change, comment } = props;
  return (
    <Said by={comment.author} at={comment.createdAt} body={comment.body}>
      {comment.file && (
        <Link
          component={RouterLink}
          to={paths.change(change, 'files')}
          variant="body2"
          sx={{ overflowWrap: 'anywhere' }}
        >
          <VisibleText text={comment.file} />
          {comment.line && `:${comment.line}`}
        </Link>
      )}
    </Said>
  );
}
