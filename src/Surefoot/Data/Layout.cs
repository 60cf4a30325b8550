namespace Surefoot.Data;

/// <summary>How the arrays of a file hold samples.</summary>
public enum Layout
{
    /// <summary>A sample per row, as NumPy and scikit-learn users have it.</summary>
    Rows,

    /// <summary>A sample per column, as the papers write X and Y.</summary>
    Columns,
}
