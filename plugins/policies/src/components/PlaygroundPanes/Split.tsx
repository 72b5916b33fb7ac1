import Box from '@mui/material/Box';
import { KeyboardEvent, PointerEvent, ReactNode, useRef } from 'react';
import { usePaneSize } from './usePaneSize';

/** Two panes with a border between them that moves by pointer or arrow keys; sizes are remembered. */
export function Split(props: {
  /** Under which the size is remembered. */
  name: string;
  direction: 'row' | 'column';
  /** Share of the first pane in percent, until someone moves the border. */
  initial: number;
  /** What the border does, for assistive technology. */
  label: string;
  first: ReactNode;
  second: ReactNode;
}) {
  const { name, direction, initial, label, first, second } = props;
  const [size, setSize] = usePaneSize(name, initial);
  const ref = useRef<HTMLDivElement>(null);
  const row = direction === 'row';

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) {
      return;
    }
    const box = ref.current!.getBoundingClientRect();
    setSize(
      row
        ? ((event.clientX - box.left) / box.width) * 100
        : ((event.clientY - box.top) / box.height) * 100,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = {
      [row ? 'ArrowLeft' : 'ArrowUp']: -2,
      [row ? 'ArrowRight' : 'ArrowDown']: 2,
    }[event.key];
    if (step) {
      event.preventDefault();
      setSize(size + step);
    } else if (event.key === 'Home') {
      event.preventDefault();
      setSize(initial);
    }
  };

  const pane = {
    minWidth: 0,
    minHeight: 0,
    overflow: 'hidden',
    display: 'flex',
  };
  return (
    <Box
      ref={ref}
      sx={{
        display: 'flex',
        flexDirection: direction,
        flex: 1,
        minWidth: 0,
        minHeight: 0,
        height: '100%',
      }}
    >
      <Box sx={{ ...pane, flex: `0 0 calc(${size}% - 4px)` }}>{first}</Box>
      <Box
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={row ? 'vertical' : 'horizontal'}
        aria-valuenow={Math.round(size)}
        aria-valuemin={15}
        aria-valuemax={85}
        title="Drag, or use the arrow keys; double click or Home resets"
        onDoubleClick={() => setSize(initial)}
        onKeyDown={onKeyDown}
        onPointerDown={event => {
          event.preventDefault();
          event.currentTarget.focus();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        sx={theme => ({
          flex: '0 0 8px',
          touchAction: 'none',
          cursor: row ? 'col-resize' : 'row-resize',
          position: 'relative',
          '&::after': {
            content: '""',
            position: 'absolute',
            inset: row ? '0 3px' : '3px 0',
            borderRadius: 1,
            backgroundColor: theme.palette.divider,
          },
          '&:hover::after, &:focus-visible::after': {
            inset: row ? '0 2px' : '2px 0',
            backgroundColor: theme.palette.primary.main,
          },
          '&:focus': { outline: 'none' },
        })}
      />
      <Box sx={{ ...pane, flex: '1 1 0' }}>{second}</Box>
    </Box>
  );
}
