# Stands for the program cvc5, of which there are wheels for Python and no builds for every machine: reads
# SMT-LIB from its standard input, command by command, and answers as that program does. The line before
# this text, with `WHEEL`, is written by scripts/engines/analyzer.mjs.
import json
import os
import sys
import sysconfig

sys.path.insert(0, WHEEL)


def needs():
    """What this program reads: a sandbox shows it nothing else."""
    paths = [os.path.realpath(sys.executable), WHEEL]
    paths += [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    paths += [sysconfig.get_config_var("LIBDIR") or "", sys.executable]
    return sorted({path for path in paths if path and os.path.exists(path)})


def commands(stream):
    """Splits the input where a command ends: not within texts, quoted symbols and comments."""
    text, depth, inside = [], 0, None
    while True:
        # Lines end with a line feed and nothing else: comments hold names of whoever asks.
        line = stream.readline()
        if not line:
            return
        for character in line.decode("utf-8"):
            if inside == ";":
                if character == "\n":
                    inside = None
                else:
                    continue
            elif inside:
                if character == inside:
                    inside = None
            elif character in '"|':
                inside = character
            elif character == ";":
                inside = ";"
                continue
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
            text.append(character)
            if depth == 0 and character == ")" and not inside:
                yield "".join(text)
                text = []


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def main(arguments):
    if "--needs" in arguments:
        return say(json.dumps(needs()) + "\n")
    import cvc5

    if "--version" in arguments:
        return say(f"This is cvc5 version {cvc5.__version__} (bridge)\n")
    limit = "60000"
    for argument in arguments:
        if argument.startswith("--tlimit="):
            limit = str(int(argument.split("=", 1)[1]))

    def begin():
        manager = cvc5.TermManager()
        solver = cvc5.Solver(manager)
        solver.setOption("tlimit-per", limit)
        symbols = cvc5.SymbolManager(manager)
        return solver, symbols, cvc5.InputParser(solver, symbols)

    solver, symbols, parser = begin()
    for text in commands(sys.stdin.buffer):
        if text.strip() == "(reset)":
            solver, symbols, parser = begin()
            continue
        if text.strip() == "(exit)":
            return None
        try:
            parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "input")
            while True:
                command = parser.nextCommand()
                if command.isNull():
                    break
                say(str(command.invoke(solver, symbols) or ""))
        except Exception as error:  # Whatever it is, the asker has to hear of it.
            told = f"{type(error).__name__}: {error}".replace('"', '""')
            return say(f'(error "{" ".join(told.split())}")\n')
    return None


main(sys.argv[1:])
