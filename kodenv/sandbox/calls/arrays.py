"""Arrays, scalars and frames of numpy and pandas, where the process has loaded them.

Numbers travel as the bytes of their array, everything else element by element.
"""

from __future__ import annotations

import sys
from typing import Any

from kodenv.sandbox.calls import changes
from kodenv.sandbox.calls.codec import READERS, Decoder, Encoder, Malformed, from_text, text, to_text

_BYTES = "biufcSUmMV"  # kinds of numpy types whose elements are their bytes


def write(encoder: Encoder, value: Any) -> Any:
    """Return the tree of an array, scalar or frame of the libraries' own types, or None."""
    library = type(value).__module__.partition(".")[0]
    if library == "numpy" and "numpy" in sys.modules:
        return _write_numpy(encoder, value, sys.modules["numpy"])
    if library == "pandas" and "pandas" in sys.modules:
        return _write_pandas(encoder, value, sys.modules["pandas"])
    return None


def _write_numpy(encoder: Encoder, value: Any, numpy: Any) -> Any:
    if type(value) is numpy.ndarray:
        if value.dtype.kind not in _BYTES + "O" or value.dtype.names:
            return None
        learn(numpy)
        mentioned = encoder.mention(value)
        if mentioned:
            return mentioned
        if value.dtype.kind == "O":
            return {"n": ["O", list(value.shape), encoder.items(list(value.ravel()))]}
        return {"n": [_name(value.dtype), list(value.shape), to_text(value.tobytes())]}
    if isinstance(value, numpy.generic) and value.dtype.kind in _BYTES and not value.dtype.names:
        return {"N": [_name(value.dtype), to_text(value.tobytes())]}
    return {"z": _name(value)} if isinstance(value, numpy.dtype) and value.kind in _BYTES + "O" else None


def _name(dtype: Any) -> str:
    return str(dtype.str)


def _write_pandas(encoder: Encoder, value: Any, pandas: Any) -> Any:
    kind = type(value)
    if kind is pandas.Timestamp or kind is pandas.Timedelta:
        zone = str(value.tz) if kind is pandas.Timestamp and value.tz is not None else None
        return {"P": [kind.__name__, str(value.value) if zone is None else value.isoformat(), value.unit, zone]}
    if value is pandas.NaT or value is pandas.NA:
        return {"P": ["NaT" if value is pandas.NaT else "NA"]}
    if kind is pandas.DataFrame:
        learn_frames(pandas)
        mentioned = encoder.mention(value)
        if mentioned:
            return mentioned
        columns = [_write_values(encoder, value.iloc[:, k].array) for k in range(value.shape[1])]
        return {"P": ["DataFrame", columns, encoder.encode(value.columns), encoder.encode(value.index)]}
    if kind is pandas.Series:
        learn_frames(pandas)
        mentioned = encoder.mention(value)
        if mentioned:
            return mentioned
        parts = _write_values(encoder, value.array), encoder.encode(value.index), encoder.encode(value.name)
        return {"P": ["Series", *parts]}
    if kind is pandas.RangeIndex:
        return {"P": ["RangeIndex", value.start, value.stop, value.step, encoder.encode(value.name)]}
    if kind is pandas.MultiIndex:
        return {"P": ["MultiIndex", encoder.items(list(value)), encoder.items(list(value.names))]}
    if kind in (pandas.Index, pandas.DatetimeIndex, pandas.TimedeltaIndex):
        frequency = getattr(value, "freqstr", None)
        return {"P": ["Index", _write_values(encoder, value.array), encoder.encode(value.name), frequency]}
    return None


def _write_values(encoder: Encoder, array: Any) -> list[Any]:
    """Return what makes an equal pandas array: the name of its type and its elements."""
    dtype = array.dtype
    if getattr(dtype, "kind", "O") in _BYTES and hasattr(dtype, "str"):
        return [_name(dtype), to_text(array.to_numpy().tobytes())]
    name = str(dtype)
    extra = None
    if name == "category":
        extra = [encoder.items(list(dtype.categories)), bool(dtype.ordered)]
    return [name, encoder.items(list(array)), extra]


def _read_array(decoder: Decoder, body: Any) -> Any:
    numpy = _library("numpy")
    name, shape, data = body
    if name == "O":
        items = decoder.items(data)
        made = numpy.empty(len(items), dtype=object)
        made[:] = items
        made = made.reshape(shape)
    else:
        made = numpy.frombuffer(bytearray(from_text(data)), dtype=_dtype(numpy, name)).reshape(shape)
    decoder.has_empty |= not made.size
    learn(numpy)
    return decoder.number(made)


def _read_scalar(decoder: Decoder, body: Any) -> Any:
    numpy = _library("numpy")
    name, data = body
    return numpy.frombuffer(from_text(data), dtype=_dtype(numpy, name))[0]


def _read_dtype(decoder: Decoder, body: Any) -> Any:
    numpy = _library("numpy")
    return numpy.dtype("O") if body == "|O" else _dtype(numpy, body)


def _dtype(numpy: Any, name: Any) -> Any:
    dtype = numpy.dtype(text(name))
    if dtype.kind not in _BYTES or dtype.hasobject:
        raise Malformed("expected a type of numbers or texts")
    return dtype


def _read_pandas(decoder: Decoder, body: Any) -> Any:
    pandas = _library("pandas")
    kind, *parts = body
    if kind in ("NaT", "NA"):
        return getattr(pandas, kind)
    if kind in ("Timestamp", "Timedelta"):
        value, unit, zone = parts
        if zone is not None:
            return pandas.Timestamp(text(value)).tz_convert(text(zone)).as_unit(text(unit))
        return getattr(pandas, kind)(int(text(value)), unit="ns").as_unit(text(unit))
    if kind == "RangeIndex":
        return pandas.RangeIndex(*parts[:3], name=decoder.decode(parts[3]))
    if kind == "MultiIndex":
        return pandas.MultiIndex.from_tuples(decoder.items(parts[0]), names=decoder.items(parts[1]))
    if kind == "Index":
        made = pandas.Index(_read_values(pandas, decoder, parts[0]), name=decoder.decode(parts[1]), copy=False)
        if parts[2] is not None:
            made.freq = text(parts[2])
        return made
    if kind not in ("Series", "DataFrame"):
        raise Malformed("expected a type of pandas")
    learn_frames(pandas)
    return (_read_series if kind == "Series" else _read_frame)(pandas, decoder, parts)


def _read_series(pandas: Any, decoder: Decoder, parts: Any) -> Any:
    made = decoder.number(pandas.Series(dtype="float64"))
    values = _read_values(pandas, decoder, parts[0])
    index, name = decoder.decode(parts[1]), decoder.decode(parts[2])
    _become(made, pandas.Series(values, index=index, name=name, dtype=values.dtype))
    decoder.has_empty |= not made.size
    return made


def _read_frame(pandas: Any, decoder: Decoder, parts: Any) -> Any:
    made = decoder.number(pandas.DataFrame())
    values = [_read_values(pandas, decoder, one) for one in parts[0]]
    columns, index = decoder.decode(parts[1]), decoder.decode(parts[2])
    frame = pandas.DataFrame({k: pandas.Series(one, index=index) for k, one in enumerate(values)}, index=index)
    frame.columns = columns
    _become(made, frame)
    decoder.has_empty |= not made.size
    return made


def _become(made: Any, new: Any) -> None:
    """Make a frame or series hold what another holds."""
    made._update_inplace(new)
    if hasattr(new, "name") and new.ndim == 1:
        made.name = new.name


def _read_values(pandas: Any, decoder: Decoder, body: Any) -> Any:
    name, data = body[0], body[1]
    if type(data) is str:
        numpy = _library("numpy")
        values = numpy.frombuffer(bytearray(from_text(data)), dtype=_dtype(numpy, name))
        return pandas.array(values, dtype=values.dtype) if values.dtype.kind in "mM" else values
    items = decoder.items(data)
    extra = body[2]
    if extra is not None:
        return pandas.Categorical(items, categories=decoder.items(extra[0]), ordered=extra[1] is True)
    if text(name) == "object":
        made = _library("numpy").empty(len(items), dtype=object)
        made[:] = items
        return made
    return pandas.array(items, dtype=name)


READERS.update({"n": _read_array, "N": _read_scalar, "z": _read_dtype, "P": _read_pandas})


def _library(name: str) -> Any:
    if name not in sys.modules:
        __import__(name)
    return sys.modules[name]


def learn(numpy: Any) -> None:
    """Teach :mod:`.changes` arrays, once numpy is loaded."""
    if not changes.knows(numpy.ndarray):
        changes.register(numpy.ndarray, _array_state, _change_array)


def learn_frames(pandas: Any) -> None:
    """Teach :mod:`.changes` frames, once pandas is loaded."""
    learn(_library("numpy"))
    if not changes.knows(pandas.DataFrame):
        changes.register(pandas.DataFrame, _Kept, _become)
        changes.register(pandas.Series, _Kept, _become)


def _array_state(array: Any) -> Any:
    if array.dtype.kind != "O":
        return array.shape, _name(array.dtype), array.tobytes()
    elements = list(array.ravel())
    return array.shape, list(map(id, elements)), _Held(elements)


def _change_array(array: Any, new: Any) -> None:
    if array.shape != new.shape:
        array.resize(new.shape, refcheck=False)
    array[...] = new


class _Held:
    """Keeps elements alive, so that their ids stay theirs; equal to any other."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, elements: list[Any]) -> None:
        self.elements = elements

    def __eq__(self, other: object) -> bool:
        return True


class _Kept:
    """A copy of a frame; two are equal if nothing of the frame differs."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, frame: Any) -> None:
        self.frame = frame.copy()

    def __eq__(self, other: object) -> bool:
        mine, theirs = self.frame, other.frame  # type: ignore[attr-defined]
        if not (mine.equals(theirs) and mine.index.equals(theirs.index)):
            return False
        if mine.ndim == 1:
            return bool(mine.name == theirs.name)
        return bool(mine.columns.equals(theirs.columns) and list(mine.dtypes) == list(theirs.dtypes))
