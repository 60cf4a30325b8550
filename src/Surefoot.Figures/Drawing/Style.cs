namespace Surefoot.Figures.Drawing;

/// <summary>The one look of every figure; lengths in points.</summary>
internal static class Style
{
    public const double TickSize = 7;
    public const double LegendSize = 7;
    public const double LevelSize = 6;
    public const double LabelSize = 8;
    public const double TitleSize = 8;
    public const double FigureTitleSize = 9;

    public const double FrameWidth = 0.5;
    public const double GridWidth = 0.4;
    public const double MajorTick = 2.5;
    public const double MinorTick = 1.5;

    /// <summary>Between a tick and its label, and between a label and the axis label.</summary>
    public const double Gap = 2;

    /// <summary>Between neighbouring panels and around the figure.</summary>
    public const double PanelGap = 9;
    public const double Edge = 2;

    public const double BandOpacity = 0.2;
    public const double MarkerSize = 3.2;

    public static Color Ink => Color.Gray(0x22);
    public static Color Frame => Color.Gray(0x44);
    public static Color Grid => Color.Gray(0xe4);

    public const string FontFamily = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', 'DejaVu Sans', sans-serif";

    /// <summary>The height of capitals and digits of Helvetica as a part of the font size.</summary>
    public const double CapHeight = 0.718;

    /// <summary>The depth of letters below the baseline as a part of the font size.</summary>
    public const double Descent = 0.21;
}
