import Chip, { chipClasses } from '@mui/material/Chip';
import { alpha, styled, Theme } from '@mui/material/styles';
import { ReactElement } from 'react';

/** What a colour says; it never says it alone. */
export type Tone = 'good' | 'bad' | 'warning' | 'info' | 'neutral';

/** Text colours with a contrast of at least 4.5:1 on paper and on their own tint. */
const COLOURS: Record<Tone, { light: string; dark: string }> = {
  good: { light: '#1b5e20', dark: '#a5d6a7' },
  bad: { light: '#b3141b', dark: '#ffb4ab' },
  warning: { light: '#7f4100', dark: '#ffcc80' },
  info: { light: '#0d47a1', dark: '#bbdefb' },
  neutral: { light: '#4f4f4f', dark: '#e0e0e0' },
};

/** Colour of a tone under the current theme. */
export function toneColour(theme: Theme, tone: Tone): string {
  return COLOURS[tone][theme.palette.mode];
}

const ColouredChip = styled(Chip, {
  shouldForwardProp: name => name !== 'tone',
})<{ tone: Tone }>(({ theme, tone }) => {
  const colour = toneColour(theme, tone);
  return {
    margin: 0,
    height: 24,
    borderRadius: 12,
    fontWeight: 500,
    color: colour,
    backgroundColor: alpha(colour, 0.08),
    border: `1px solid ${alpha(colour, 0.35)}`,
    [`& .${chipClasses.icon}`]: {
      color: 'inherit',
      fontSize: 16,
      marginLeft: 6,
    },
  };
});

/** A small label with an icon in the colour of a tone. */
export function ToneChip(props: {
  tone: Tone;
  label: string;
  icon?: ReactElement;
  title?: string;
}) {
  return <ColouredChip size="small" {...props} />;
}
