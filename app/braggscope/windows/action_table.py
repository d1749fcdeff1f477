"""Every action of the window: its words, its shortcut, its icon."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    name : str       how the program calls it
    text : str       in the menu, with its mnemonic
    help : str       what it does, one sentence
    shortcut : str   portable key names
    icon : str       a name of ``icons``, or empty
    checkable : bool
    group : str      checkable actions of one group exclude each other
    """

    name: str
    text: str
    help: str
    shortcut: str = ""
    icon: str = ""
    checkable: bool = False
    group: str = ""


def _choice(group: str, name: str, text: str, shortcut: str, help: str) -> ActionSpec:
    return ActionSpec(
        name=f"{group}:{name}",
        text=text,
        help=help,
        shortcut=shortcut,
        checkable=True,
        group=group,
    )


def _switch(
    name: str, text: str, shortcut: str, help: str, icon: str = ""
) -> ActionSpec:
    return ActionSpec(
        name=name, text=text, help=help, shortcut=shortcut, icon=icon, checkable=True
    )


FILE = (
    ActionSpec(
        name="new",
        text="&New from demo",
        shortcut="Ctrl+N",
        help="Begin anew with the demo crystal and detector.",
    ),
    ActionSpec(
        name="open",
        text="&Open…",
        shortcut="Ctrl+O",
        icon="open",
        help="Open a session, a command line, a reflection list, a MOSFLM matrix, the "
        "geometry of another program, or an image to compare with.",
    ),
    ActionSpec(
        name="paste",
        text="&Paste command line…",
        shortcut="Ctrl+Shift+V",
        icon="paste",
        help="Read a nanoBragg command line and see what becomes of each option.",
    ),
    ActionSpec(
        name="save",
        text="&Save session",
        shortcut="Ctrl+S",
        icon="save",
        help="Save the model to its file.",
    ),
    ActionSpec(
        name="save_as",
        text="Save session &as…",
        shortcut="Ctrl+Shift+S",
        help="Save the model to another file.",
    ),
    ActionSpec(
        name="export",
        text="&Export image…",
        shortcut="Ctrl+E",
        help="Write the exact image: as floats, SMV with or without noise, PGM, a "
        "picture of the view, or its statistics.",
    ),
    ActionSpec(
        name="import_geometry",
        text="&Import geometry…",
        shortcut="Ctrl+I",
        help="Read where the detector stands from a file of another program, after "
        "what would change is shown.",
    ),
    ActionSpec(
        name="export_geometry",
        text="Export &geometry…",
        shortcut="Ctrl+Shift+E",
        help="Write where the detector stands for another program: DIALS, XDS, "
        "CrystFEL, pyFAI and others.",
    ),
    ActionSpec(
        name="export_peaks",
        text="Export re&flections…",
        shortcut="Ctrl+Shift+L",
        help="Write the reflections that the Peaks inspector shows, in their order, as "
        "a table or as a plain list.",
    ),
    ActionSpec(
        name="copy_command",
        text="&Copy as nanoBragg command",
        shortcut="Ctrl+Shift+C",
        help="Copy a command line that gives this geometry in nanoBragg.",
    ),
    ActionSpec(
        name="quit",
        text="&Quit",
        shortcut="Ctrl+Q",
        help="Close the window.",
    ),
)
EDIT = (
    ActionSpec(
        name="history",
        text="&History",
        shortcut="Ctrl+H",
        help="Show all edits; a click goes back to one.",
    ),
)
VIEW = (
    _choice("scale", "log", "&Logarithmic", "Ctrl+1", "Show intensities by decades."),
    _choice("scale", "linear", "L&inear", "Ctrl+2", "Show intensities as they are."),
    _choice("scale", "sqrt", "&Square root", "Ctrl+3", "Show amplitudes."),
    _choice(
        "scale", "asinh", "&Arcsinh", "Ctrl+4", "Linear about zero, decades beyond."
    ),
    ActionSpec(
        name="fit_levels",
        text="Fit &levels",
        shortcut="L",
        icon="levels",
        help="Fit the levels to the image: 1st to 99.9th percentile of what is there, "
        "or its six brightest decades where those are too far apart.",
    ),
    ActionSpec(
        name="fit_view",
        text="Fit &view",
        shortcut="Ctrl+0",
        icon="fit",
        help="Show the whole detector.",
    ),
    _switch(
        "overlay:beam",
        "&Direct beam",
        "X",
        "Mark where the direct beam meets the panel.",
        "beam",
    ),
    _switch(
        "overlay:foot",
        "&Foot of the perpendicular",
        "N",
        "Mark the point of the panel nearest to the sample.",
        "foot",
    ),
    _switch(
        "overlay:rois",
        "&Peak boxes",
        "P",
        "Frame the brightest reflections; a click on any finds it in the table.",
        "peaks",
    ),
    _switch(
        "overlay:rings",
        "&Resolution rings",
        "R",
        "Draw rings of constant resolution; drag one to change the distance.",
        "rings",
    ),
    _switch("overlay:ice", "&Ice rings", "I", "Draw the strong rings of ice, dashed."),
    ActionSpec(
        name="choose_rings",
        text="Choose rin&gs…",
        shortcut="Shift+R",
        help="Choose rings by resolution or by scattering angle.",
    ),
    _switch(
        "overlay:spots",
        "P&redicted spots",
        "S",
        "Circle the reflections that the model puts on the panel, with their indices "
        "where there is room; squares have no structure factor in the list.",
    ),
    _switch("overlay:panel", "Panel &outline", "O", "Outline the panel."),
    _switch(
        "noise",
        "Counting &noise",
        "Ctrl+Alt+P",
        "Show the photons that a detector would count, as the noise seed has them. "
        "Peaks and statistics stay those of the image without noise.",
    ),
    _choice(
        "theme",
        "system",
        "As the &system",
        "Ctrl+Alt+7",
        "Follow the system.",
    ),
    _choice("theme", "light", "&Light", "Ctrl+Alt+8", "Light windows."),
    _choice("theme", "dark", "&Dark", "Ctrl+Alt+9", "Dark windows."),
    _switch("forms", "&Forms", "F9", "Show or hide the forms.", "forms"),
    _switch(
        "inspectors", "&Inspectors", "F10", "Show or hide the inspectors.", "inspectors"
    ),
    _switch("image_only", "Image &alone", "F11", "Show nothing but the image.", "full"),
    ActionSpec(
        name="tab:peaks",
        text="&Peaks",
        shortcut="Ctrl+Alt+1",
        help="List the reflections of the image: predicted, found, summed.",
    ),
    ActionSpec(
        name="tab:region",
        text="Regio&n",
        shortcut="Ctrl+Alt+R",
        help="Show the pixels, curves and numbers of a peak or of a drawn box.",
    ),
    ActionSpec(
        name="tab:profiles",
        text="P&rofiles",
        shortcut="Ctrl+Alt+L",
        help="Show the image against angle, resolution or azimuth, along a line, or as "
        "a histogram.",
    ),
    ActionSpec(
        name="tab:trace",
        text="&Trace",
        shortcut="Ctrl+Alt+6",
        help="Show how the value of one pixel comes about, term by term.",
    ),
    ActionSpec(
        name="trace",
        text="Trace this &pixel",
        shortcut="Shift+T",
        help="Show every step of the calculation of the pixel under the pointer; of "
        "the brightest one when the pointer is elsewhere.",
    ),
    ActionSpec(
        name="tab:geometry",
        text="&Geometry",
        shortcut="Ctrl+Alt+2",
        help="Show the geometry that results.",
    ),
    ActionSpec(
        name="tab:options",
        text="&Options",
        shortcut="Ctrl+Alt+3",
        help="Show what became of each option of the command line.",
    ),
    ActionSpec(
        name="tab:laboratory",
        text="&3-D",
        shortcut="Ctrl+Alt+0",
        help="Show sample, beam and detector in space, to scale.",
    ),
    ActionSpec(
        name="tab:quirks",
        text="&Quirks",
        shortcut="Ctrl+Alt+4",
        help="Choose which oddities of nanoBragg are reproduced.",
    ),
)
COMPARE = (
    ActionSpec(
        name="snapshot",
        text="Take &snapshot",
        shortcut="Ctrl+Alt+A",
        help="Keep the model as it is now, to compare with or to return to.",
    ),
    ActionSpec(
        name="reference",
        text="Load &reference image…",
        shortcut="Ctrl+Alt+O",
        help="Open an image to compare with: raw floats, SMV, CBF, TIFF, HDF5 …",
    ),
    ActionSpec(
        name="explain",
        text="&Explain the difference",
        shortcut="Ctrl+Alt+E",
        help="Find out why the other image differs, and prove it by rendering.",
    ),
    ActionSpec(
        name="report",
        text="Write re&port…",
        shortcut="Ctrl+Shift+R",
        help="Write the evidence of an explained difference into a folder.",
    ),
    _choice("pair", "model", "&Model", "A", "Show the model's image alone."),
    _choice("pair", "other", "&Other", "B", "Show the other image alone."),
    _choice(
        "pair",
        "side by side",
        "&Side by side",
        "H",
        "Show both images, the same part of each on one scale.",
    ),
    _choice(
        "pair",
        "swipe",
        "S&wipe",
        "V",
        "Show the model left of a line and the other image right of it; drag the line.",
    ),
    _choice("pair", "blink", "&Blink", "T", "Show one image after the other."),
    _choice(
        "pair",
        "difference",
        "&Difference",
        "W",
        "Show the model minus the other image, photons.",
    ),
    _choice(
        "pair",
        "ratio",
        "&Ratio",
        "Shift+W",
        "Show how often the model doubles the other image: log2 of their ratio.",
    ),
    _choice(
        "pair",
        "colours",
        "&Colours",
        "C",
        "Show the model in cyan and the other image in red; what both have is dark.",
    ),
    ActionSpec(
        name="tab:compare",
        text="&Compare",
        shortcut="Ctrl+Alt+5",
        help="Show how another image differs from the model's.",
    ),
)
MODEL = (
    _choice(
        "mode",
        "intended",
        "As &intended",
        "Ctrl+Alt+I",
        "Options mean what they say; the physics is right.",
    ),
    _choice(
        "mode",
        "strict",
        "&Strict nanoBragg",
        "Ctrl+Alt+S",
        "Every oddity of nanoBragg is reproduced, so that images can be compared.",
    ),
    _choice(
        "dtype",
        "float32",
        "&Single (float32)",
        "Ctrl+Alt+F",
        "Compute in single precision; Miller indices stay in double.",
    ),
    _choice(
        "dtype",
        "float64",
        "&Double (float64)",
        "Ctrl+Alt+D",
        "Compute all in double precision.",
    ),
)
HELP = (
    ActionSpec(
        name="shortcuts",
        text="&Shortcuts",
        shortcut="F1",
        help="List all shortcuts.",
    ),
    ActionSpec(
        name="conventions",
        text="&Conventions",
        shortcut="F2",
        help="Explain what a beam centre means in each convention.",
    ),
    ActionSpec(
        name="about",
        text="&About Braggscope",
        shortcut="Shift+F1",
        help="Show version, device and licence.",
    ),
)

ALL_SPECS = (*FILE, *EDIT, *VIEW, *COMPARE, *MODEL, *HELP)
