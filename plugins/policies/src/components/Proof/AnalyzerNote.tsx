import { AnalyzerStatus } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { LongText } from '../LongText';
import { asSentence } from './asSentence';

/** Says why nothing is proven here, and what whoever runs the portal does about it. */
export function AnalyzerNote(props: {
  analyzer: AnalyzerStatus;
  /** Requests that were tried instead, where it is known. */
  searched?: number;
}) {
  const { analyzer, searched } = props;
  if (analyzer.state === 'ready') {
    return null;
  }
  const tried = searched
    ? `${searched.toLocaleString('en')} requests`
    : 'generated requests';
  return (
    <Alert severity={analyzer.state === 'faulty' ? 'warning' : 'info'}>
      {analyzer.state === 'missing'
        ? `This portal has no analyzer, so invariants are tried on ${tried} instead of proven.`
        : `The analyzer of this portal does not answer as it should, so invariants are tried on ${tried} instead of proven.`}{' '}
      {analyzer.message ? (
        <LongText text={asSentence(analyzer.message)} />
      ) : (
        <>
          Whoever runs the portal adds it with{' '}
          <code>npm run engines -- install</code>.
        </>
      )}{' '}
      <Link component={RouterLink} to={paths.engines()} color="inherit">
        See engines
      </Link>
    </Alert>
  );
}
