"""As few bytes as curses: an output layer between Textual and the terminal.

Textual knows which *regions* of the screen have changed, not which *cells*, and sends each region in full, every
segment with its whole style; a list that scrolls by one line is sent again from end to end. Over a slow line that
is the difference between a program that answers and one that does not. This room keeps a shadow of the screen,
compares every frame with it, and sends what a careful program written by hand would have sent. It knows nothing of
the rest of the program and needs nothing but Textual (of the version pinned) on a Unix terminal.


Switching it on and off
=======================
One argument::

    from tui.terminal.driver import driver_class
    App(driver_class=driver_class(os.environ)).run(mouse=False)

``driver_class`` returns None, and Textual takes its own driver, where ``SALG_PLAIN_OUTPUT=1`` is set or where input
or output is no terminal. Other variables:

=====================  ===============================================================================================
``SALG_COLORS``        ``truecolor``, ``256``, ``16`` or ``none``: colours are brought down to that, each style once.
                       Without it Textual's own choice stands (``COLORTERM``, ``TERM``).
``NO_COLOR``           set: no colours; what stood on another background than most of the screen is shown in reverse.
``SALG_BCE``           ``1`` or ``0``: whether the terminal erases with the background colour, instead of what terminfo
                       says of ``TERM``. Never believed of screen and tmux.
=====================  ===============================================================================================

For Ctrl+L, and whenever something else may have written to the terminal::

    from tui.terminal.driver import repaint
    repaint(app)

Resizing, Ctrl+Z and ``fg``, ``App.suspend()`` and SIGCONT repaint by themselves.

For a picture before Textual is there (importing it takes a quarter of a second)::

    from tui.terminal import first_picture     # imports nothing that takes time
    first_picture.paint(["Leads", "", "  loading …"])
    from tui.app import SalgApp                # typed keys wait in the tty, unechoed
    ...run it with driver_class: only what differs from the picture is drawn

If the app does not come to run, the terminal is put back at exit, or by ``first_picture.take_back()``; call that
before printing an error.

Textual reads some settings when it is imported; whoever wants a quiet line sets them before: ``TEXTUAL_FPS=240`` (a
key is painted sooner), ``TEXTUAL_ANIMATIONS=none``, ``TEXTUAL_SMOOTH_SCROLL=0``; and gives inputs ``cursor_blink =
False``.


How it works
============
``driver``        receives what Textual writes, and everything else a driver does; the only module that knows Textual.
``reader``        reads that text into a ``grid``: cursor positions, styles, links and text. What is no picture (titles,
                  clipboard, modes, questions to the terminal) goes past it untouched and in order. A piece of a frame
                  that was seen before is not read again.
``grid``          the cells: two strings a row, one of characters, one of the numbers of styles.
``styles``        numbers the styles, brings ``colours`` down, finds the shortest SGR from one to the next.
``scrolling``     finds rows that moved as a block and weighs what scrolling them would save.
``painter``       from what is shown to what is wanted: scroll, then the changed cells, by the shortest ``movement``.
``layer``         these together, without Textual and without a terminal: text in, bytes out. Tests live here.
``line``, ``pace``  the way out: never waits, and sends the newest picture only (see below).
``capabilities``  what is known of the terminal.

What is sent is what xterm, tmux, GNU screen, the Linux console and PuTTY have in common: cursor movement, SGR,
erase to the end of the line, scroll regions, (reverse) index, insert and delete line. No repeat, no erase
character, no scroll up/down. In particular:

- Rows that scroll in are blank and plain, because the pen is made plain before: whether the terminal would fill
  them with the pen's background does not matter. Tails are erased only where that leaves the right background.
- A space looks the same in every foreground colour, weight and slant; none of these is changed for a space.
- A wide character is never written by half. After a character on whose width terminals disagree (emoji, clusters of
  several code points) the cursor is taken to be anywhere in its row and placed anew; so a terminal that draws it
  otherwise spoils that cell and no other. Letters with combining marks are sent composed where a composed form
  exists.
- Wrapping is off, and after the last column the cursor's column is taken to be unknown.
- The first frame and every repaint begin by setting back what may have been left set: character set, wrapping,
  region, pen. Only where the size has changed, or another program had the screen, is it cleared; otherwise it is
  written over.
- Synchronised output (mode 2026) only when the terminal has said yes, and only around frames that are worth it.

Silence: a frame that changes nothing sends nothing. Focus reports are not asked for; the kitty keyboard protocol is
asked for without "report all keys", so that a letter stays one byte; questions to the terminal are not put to those
that would print them (``TERM`` linux, vt…).


Slow lines
==========
Writing never blocks the program. When the terminal's buffer is full, nothing is worked out until it has room; then
the newest picture is compared with what was *sent*, and the pictures between are never missed. Because buffers
between here and a far terminal hold seconds of output, the terminal is asked for a cursor report (4 bytes) after
every 1 500 bytes or so: the answer says what has arrived, and ``pace`` keeps no more under way than the line
carries in its delay and a fifth of a second, or the one picture. The first picture is asked about however small it is:
it tells how fast the line is. A terminal that never answers is never waited for. When a held key is let go, the picture
under way still comes and then the right one, at any speed (``tests/tui/terminal/test_slow_lines.py``: 9 600 baud to
1 Mbit/s); on 9 600 baud, at the edge of a list of 21 rows, that is 1.7 seconds, where 60 pictures would be 11.


What it costs and brings
========================
``python -m tests.bench terminal_bytes`` prints the table: a list written by hand, with curses, with Textual, and with
Textual through this layer. (``terminal_salg`` does the same for the screens of a whole program; the README has it.) As
first seen (80 × 24, 256 colours, bytes):

====================  =======  ======  =======  =====
event                 by hand  curses  Textual  layer
====================  =======  ======  =======  =====
first picture           1 906   1 638    8 242  1 450
↓ in the page             178     203      232    171
↓ at the edge             198     229    2 395    152
PageDown                1 750   1 503    2 393  1 337
letter in the search    1 755   1 457    2 500  1 320
focus out and in            –       –    5 440      0
====================  =======  ======  =======  =====

It takes 0.3 ms of processor time for a frame at 120 × 50 in which the cursor moves, 0.4 to 0.8 ms where the list
scrolls by a row, 2.8 ms where every row is another. What a key takes from its press to the last byte is Textual's: its
message queues and its compositor take about 2 ms for an app of one line, and a program written by hand a tenth of
that.


What it stands on in Textual
============================
``driver.PRIVATE_NAMES`` lists the private names; ``tests/tui/terminal/test_textual.py`` holds the sources of what the
driver builds upon against digests, so that another version of Textual is looked at before it is taken. That the picture
is right is held by tests that run apps before two emulated terminals, one fed by Textual and one by the layer, and
compare every cell after every key (``tests/tui/terminal/twin.py``; use it for screens of your own)::

    async with running(MyApp(), (80, 24)) as (pilot, driver):
        await pilot.press("down")
        await pilot.pause()
        stock, frugal = driver.pictures()
        assert frugal == stock


What it does not do
===================
Windows and Textual's inline and web drivers are left alone. Pictures in the terminal (sixel, kitty graphics) pass
through but are followed by a full repaint, which may wipe them. Columns are never scrolled sideways.
"""
