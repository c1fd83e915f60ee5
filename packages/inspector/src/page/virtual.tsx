/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';

/** Rows that are made beyond those that are seen, above and below. */
const MARGIN = 10;

/** Which of many rows of one height are to be made: those that the box around them shows, and the current one is brought into it. */
export function useRows(count: number, height: number, current: number) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [room, setRoom] = useState(600);
  useEffect(() => {
    const { current: element } = box;
    if (element === null) return;
    const measure = (): void => setRoom(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const { current: element } = box;
    if (element === null) return;
    const at = current * height;
    if (at < element.scrollTop || at + height > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.max(0, at - element.clientHeight / 2);
    }
    setTop(element.scrollTop);
  }, [current]);
  const first = Math.max(0, Math.floor(top / height) - MARGIN);
  const end = Math.min(count, Math.ceil((top + room) / height) + MARGIN);
  const onScroll = (): void => setTop(box.current?.scrollTop ?? 0);
  return { box, onScroll, first, end };
}
